"""The glass of a device alone, without the page around it: what a reply of the skill looks like there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from simulator.hardware import Display
from voiceshop.screens.filling import Filled

_READY = "addEventListener('message', ({data}) => { if (data.type === 'ready') window.isReady = true; })"
_RENDER = """(order) => new Promise((drawn, failed) => {
  addEventListener("message", ({ data }) => {
    if (data.type === "rendered" && data.id === order.id) drawn();
    if (data.type === "failed") failed(new Error(data.reason));
  });
  postMessage(order, "*");
})"""


class Glass:
    """A window as large as the screen of a device, with Amazon's engine in it."""

    def __init__(self, page: Page, url: str, display: Display) -> None:
        self._page, self._display, self._shown = page, display, 0
        page.set_viewport_size({"width": display.width, "height": display.height})
        page.add_init_script(_READY)
        page.goto(f"{url}/static/screen/frame.html")
        page.wait_for_function("window.isReady")

    @property
    def view(self) -> Locator:
        return self._page.locator("#view")

    def shade(self, text: str) -> Locator:
        """What the engine made of the Text that shows this: the element with its opacity."""
        return self.view.get_by_text(text, exact=True).locator("xpath=ancestor-or-self::*[starts-with(@id, ':')][1]")

    def scroll_to_the_end(self) -> None:
        """Turn the wheel over what scrolls."""
        self.view.locator(".scrollView").hover(force=True)
        self._page.mouse.wheel(0, 100 * self._display.height)

    def show(self, filled: Filled) -> None:
        """Draw a document, filled as the skill fills it."""
        self._shown += 1
        display = self._display
        order: dict[str, Any] = {
            "type": "render",
            "id": self._shown,
            "document": filled.document,
            "datasources": {"screen": filled.data},
            "viewport": {"width": display.width, "height": display.height, "dpi": display.dpi, "shape": display.shape},
            "mode": display.mode,
        }
        self._page.evaluate(_RENDER, order)

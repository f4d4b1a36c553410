"""The prompt to type at: a device at the keyboard, and a few commands beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.linking import LinkingFailed
from simulator.people import guest, linked
from simulator.show import reply, understood
from simulator.store_pages import StoreUnreachable

if TYPE_CHECKING:
    from simulator.conversations.notebook import Notebook
    from simulator.device import Customer, Device

HELP = """Type what you would say to the speaker; an empty line is silence.
  /as NAME   be a customer of the store (ana, ben), with the account linked
  /unlink    be somebody without a linked account
  /new       end the session
  /json      the last request and response
  /save T    write what was said so far into a conversation file, with the title T
  /help      this
  /quit      leave"""


class Leave(Exception):
    """The person at the keyboard is done."""


class Prompt:
    """Reads lines with `read` (which raises EOFError at the end), writes with `write`, and saves with `notebook`."""

    def __init__(
        self,
        device: Device,
        store_url: str,
        read: Callable[[str], str],
        write: Callable[[str], object],
        notebook: Notebook,
    ) -> None:
        self._device, self._store_url, self._read, self._write = device, store_url, read, write
        self._notebook = notebook
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: self._say(HELP),
            "/as": self._be,
            "/unlink": lambda _: self._become(guest(), None, "No account is linked now."),
            "/new": self._end_session,
            "/json": self._show_json,
            "/save": self._save,
            "/quit": self._quit,
        }

    def run(self) -> None:
        """Talk until the input ends or /quit."""
        try:
            while True:
                self._line(self._read("You:   "))
        except (Leave, EOFError):
            self._say("")

    def _line(self, text: str) -> None:
        if text.startswith("/"):
            name, _, rest = text.partition(" ")
            self._commands.get(name, self._unknown)(rest.strip())
            return
        turn = self._device.say(text)
        if meaning := understood(turn):
            self._say(f"       {meaning}  {turn.milliseconds:.0f} ms")
        self._say("\n".join(reply(turn)))

    def _be(self, name: str) -> None:
        if not name:
            self._say("Who? /as ana, or /as ben.")
            return
        try:
            self._become(linked(name, self._store_url), name, f"You are {name}, and the account is linked.")
        except (LinkingFailed, StoreUnreachable) as error:
            self._say(f"Not linked: {error}")

    def _become(self, customer: Customer, name: str | None, message: str) -> None:
        self._device.leave()
        self._device.customer = customer
        self._notebook.begin(name)
        self._say(message)

    def _end_session(self, _: str) -> None:
        self._device.leave()
        self._say("The next words open a new session.")

    def _show_json(self, _: str) -> None:
        exchange = next((turn.answered for turn in reversed(self._device.turns) if turn.answered), None)
        if exchange is None:
            self._say("Nothing was sent to the skill yet.")
            return
        self._say(json.dumps({"request": exchange.request, "response": exchange.response}, indent=2))

    def _save(self, title: str) -> None:
        if not title:
            self._say("Which title? /save two lattes to go.")
            return
        try:
            self._say(f"Saved as {self._notebook.save(title)}")
        except (OSError, StoreUnreachable) as error:
            self._say(f"Not saved: {error}")

    def _quit(self, _: str) -> None:
        raise Leave

    def _unknown(self, _: str) -> None:
        self._say("There is no such command; /help lists them.")

    def _say(self, text: str) -> None:
        self._write(text)

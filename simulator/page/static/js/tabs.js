// @ts-check
/**
 * Panels behind tabs. How many there are depends on the width: what stands beside them needs no tab.
 * Keys: WAI-ARIA Authoring Practices, "Tabs", with automatic activation.
 */
import { byId } from "./dom.js";

const KEYS = /** @type {Record<string, (at: number, count: number) => number>} */ ({
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
});
const WIDTHS = [
  { media: "(min-width: 1200px)", beside: ["talk", "settings"] },
  { media: "(min-width: 768px)", beside: ["talk"] },
];
const NAMES = ["talk", "turn", "shop", "test", "settings"];

export class Tabs extends EventTarget {
  constructor() {
    super();
    this.list = byId("tabs");
    this.current = "talk";
    this.list.addEventListener("click", (event) => {
      const tab = /** @type {Element} */ (event.target).closest("[role=tab]");
      if (tab) this.show(tab.id.slice("tab-".length));
    });
    this.list.addEventListener("keydown", (event) => this.#move(event));
    for (const { media } of WIDTHS) matchMedia(media).addEventListener("change", () => this.#lay());
    this.#lay();
  }

  /** @param {string} name */
  show(name) {
    if (this.#beside().includes(name)) return;
    this.current = name;
    this.#lay();
    this.dispatchEvent(new CustomEvent("change", { detail: name }));
  }

  /** @param {string} name */
  sees(name) {
    return this.current === name || this.#beside().includes(name);
  }

  #beside() {
    return WIDTHS.find(({ media }) => matchMedia(media).matches)?.beside ?? [];
  }

  #lay() {
    const beside = this.#beside();
    if (beside.includes(this.current)) this.current = "turn";
    document.body.dataset.panel = this.current;
    for (const name of NAMES) {
      const [tab, panel, stands] = [byId(`tab-${name}`), byId(name), beside.includes(name)];
      tab.hidden = stands;
      tab.setAttribute("aria-selected", String(name === this.current));
      tab.tabIndex = name === this.current ? 0 : -1;
      panel.hidden = !this.sees(name);
      if (name === "talk" || name === "settings") this.#role(panel, name, stands);
    }
  }

  /** @param {HTMLElement} panel @param {string} name @param {boolean} stands */
  #role(panel, name, stands) {
    if (stands) panel.removeAttribute("role");
    else panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", stands ? `${name}-title` : `tab-${name}`);
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const target = KEYS[event.key];
    if (!target) return;
    const tabs = NAMES.filter((name) => !this.#beside().includes(name));
    const name = tabs[target(tabs.indexOf(this.current), tabs.length)];
    event.preventDefault();
    this.show(name);
    byId(`tab-${name}`).focus();
  }
}

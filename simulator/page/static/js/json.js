// @ts-check
/** JSON to fold and unfold, tinted; what is folded is not built, so that a huge document costs nothing. */
import { h } from "./dom.js";
import { copyButton } from "./copy.js";

const OPEN_DEPTH = 1; // levels that are unfolded at first
const MOST_ENTRIES = 100; // shown at a time
const LONGEST = 1200; // characters of a text at first
const OPEN_ENTRIES = 30; // an object with more than these starts folded

/** @param {unknown} value @returns {HTMLElement} */
export function jsonView(value) {
  return h("div", { class: "json" }, copyButton(() => JSON.stringify(value, null, 2)), node("", value, 0));
}

/** @param {string} name @param {unknown} value @param {number} depth @returns {HTMLElement} */
function node(name, value, depth) {
  if (value === null || typeof value !== "object") return h("div", { class: "leaf" }, key(name), leaf(value));
  const entries = Object.entries(value);
  const [before, after] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return h("div", { class: "leaf" }, key(name), h("span", { class: "dim" }, before + after));
  return branch(name, entries, depth, `${before} ${entries.length} ${after}`);
}

/** @param {string} name @param {[string, unknown][]} entries @param {number} depth @param {string} size */
function branch(name, entries, depth, size) {
  const inside = h("div", { class: "inside" });
  const details = h(
    "details",
    {
      ontoggle: () => {
        if (details.open && !inside.childElementCount) grow(inside, entries, 0, depth + 1);
      },
    },
    h("summary", {}, key(name), h("span", { class: "dim" }, size)),
    inside,
  );
  if (depth < OPEN_DEPTH && entries.length <= OPEN_ENTRIES) {
    details.open = true;
    grow(inside, entries, 0, depth + 1);
  }
  return details;
}

/** @param {Element} inside @param {[string, unknown][]} entries @param {number} from @param {number} depth */
function grow(inside, entries, from, depth) {
  const until = Math.min(from + MOST_ENTRIES, entries.length);
  inside.append(...entries.slice(from, until).map(([name, value]) => node(name, value, depth)));
  if (until === entries.length) return;
  const more = h("button", { type: "button", class: "quiet" }, `Show more (${entries.length - until} left)`);
  more.addEventListener("click", () => {
    more.remove();
    grow(inside, entries, until, depth);
  });
  inside.append(more);
}

/** @param {string} name */
const key = (name) => (name === "" ? null : h("span", { class: "key" }, `${name}: `));

/** @param {unknown} value */
function leaf(value) {
  const kind = value === null ? "null" : typeof value;
  const text = kind === "string" ? JSON.stringify(value) : String(value);
  if (text.length <= LONGEST) return h("span", { class: kind }, text);
  const shown = h("span", { class: kind }, `${text.slice(0, LONGEST)}…`);
  const all = h("button", { type: "button", class: "quiet" }, `Show all ${text.length.toLocaleString()} characters`);
  all.addEventListener("click", () => {
    shown.textContent = text;
    all.remove();
  });
  return h("span", {}, shown, all);
}

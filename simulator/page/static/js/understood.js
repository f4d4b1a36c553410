// @ts-check
/** What the recogniser made of the words: intent, certainty, reason, slots, and who came next. */
import { h } from "./dom.js";

const FIRST = 3; // runners-up that are seen without unfolding

/** @param {any} turn */
export function understood(turn) {
  const found = turn.recognition;
  if (!found) return null;
  const slots = Object.entries(found.slots);
  return h(
    "section",
    { class: "part" },
    h("h3", {}, "Understood"),
    h("p", { class: "intent" }, h("code", {}, found.intent ?? "nothing"), certainty(found.score)),
    h("p", { class: "reason" }, found.reason),
    slots.length ? slotTable(slots) : null,
    found.runnersUp.length ? runnersUp(found.runnersUp) : null,
  );
}

/** @param {[string, any][]} slots */
function slotTable(slots) {
  return h(
    "table",
    { class: "data" },
    h("caption", { class: "unseen" }, "Slots"),
    h("thead", {}, h("tr", {}, ["Slot", "Heard", "Resolved to"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, slots.map(([name, slot]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, heard(slot)), h("td", {}, resolved(slot))))),
  );
}

/** @param {any} slot one value, or several of a slot that collects them */
const heard = (slot) => [slot.value].flat().map((value) => (typeof value === "object" ? JSON.stringify(value) : value)).join(", ");

/** @param {any} slot */
function resolved(slot) {
  if (!slot.resolved?.length) return h("span", { class: "dim" }, "as heard");
  return slot.resolved.map((/** @type {any} */ value) =>
    h("div", {}, value.name ?? String(value), value.id && value.id !== value.name ? [" ", h("code", {}, value.id)] : null),
  );
}

/** @param {any[]} others */
function runnersUp(others) {
  const rest = others.slice(FIRST);
  return h(
    "div",
    {},
    h("h4", {}, "Runners-up"),
    h("ol", { class: "runners" }, others.slice(0, FIRST).map(runner)),
    rest.length ? h("details", { class: "fold" }, h("summary", {}, `${rest.length} more`), h("ol", { class: "runners", start: FIRST + 1 }, rest.map(runner))) : null,
  );
}

/** @param {any} other */
const runner = (other) => h("li", {}, h("code", {}, other.intent), certainty(other.score));

/** @param {number} score between 0 and 1 */
function certainty(score) {
  const percent = score * 100;
  const text = percent >= 99.95 || percent === 0 ? percent.toFixed(0) : percent < 0.1 ? "< 0.1" : percent.toFixed(1);
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("i"));
  /** @type {HTMLElement} */ (bar.firstChild).style.width = `${Math.max(1, percent)}%`;
  return h("span", { class: "score" }, bar, `${text} %`);
}

// @ts-check
/** Where the time of a turn went: store, Ledger, the skill itself, and all around it. */
import { h } from "./dom.js";

/** @param {any} turn */
export function timeBar(turn) {
  const parts = partsOf(turn);
  const bar = h("div", { class: "timebar", "aria-hidden": "true" }, parts.map((part) => h("i", { class: part.id })));
  parts.forEach((part, at) => (/** @type {HTMLElement} */ (bar.children[at]).style.flexGrow = String(part.milliseconds)));
  return h(
    "section",
    { class: "part" },
    h("h3", {}, "Time"),
    bar,
    h("dl", { class: "legend" }, parts.map((part) => h("div", { class: part.id }, h("dt", {}, part.name), h("dd", {}, told(part.milliseconds))))),
    steps(turn),
  );
}

/** @param {any} turn */
function partsOf(turn) {
  const { store, ledger, skill } = turn.time;
  const exchanges = turn.exchanges.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.milliseconds, 0);
  return [
    { id: "store", name: "Store", milliseconds: store },
    { id: "ledger", name: "Ledger", milliseconds: ledger },
    { id: "skill", name: "Skill", milliseconds: skill },
    { id: "device", name: "Device and line", milliseconds: Math.max(0, turn.milliseconds - exchanges) },
    { id: "total", name: "In all", milliseconds: turn.milliseconds },
  ];
}

/** @param {any} turn */
function steps(turn) {
  const all = turn.exchanges.flatMap((/** @type {any} */ exchange) => exchange.steps).filter((/** @type {any} */ step) => step.kind !== "speech");
  if (!all.length) return null;
  return h(
    "details",
    { class: "fold" },
    h("summary", {}, all.length === 1 ? "1 step" : `${all.length} steps`),
    h("ol", { class: "steps" }, all.map((/** @type {any} */ step) => h("li", {}, h("span", {}, `${step.kind} ${step.name}`.trim()), h("span", { class: "dim" }, told(step.milliseconds))))),
  );
}

/** @param {number} milliseconds */
const told = (milliseconds) => `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;

// @ts-check
/** The conversation: one item a turn, the newest at the bottom. */
import { card } from "./card.js";
import { connection } from "./connection.js";
import { byId, fill, h } from "./dom.js";
import { browser } from "./kept.js";
import { deedOf, endOf, isSpoken, shortIntent } from "./said.js";

const ABOVE = 8; // pixels that stay free above what is scrolled to

/** @param {import("./desk.js").Desk} desk @param {import("./tabs.js").Tabs} tabs */
export function talk(desk, tabs) {
  const [list, log, pending] = [byId("turns"), byId("log"), byId("pending")];
  /** @type {Map<any, HTMLLIElement>} */
  const items = new Map();
  let progress = 0;

  const draw = () => {
    const turns = desk.turns;
    const stale = [...items.keys()].some((turn) => !turns.includes(turn));
    if (stale) clear();
    for (const turn of turns) {
      if (!items.has(turn)) items.set(turn, item(turn, desk, inspect));
      if (!items.get(turn)?.isConnected) list.append(/** @type {Node} */ (items.get(turn)));
    }
    for (const [turn, element] of items) mark(element, turn, desk);
    byId("welcome").hidden = turns.length > 0 || desk.busy;
    pending.hidden = !desk.busy;
    /** @type {HTMLButtonElement} */ (byId("leave")).disabled = !desk.facts?.session.open || desk.busy;
  };
  const clear = () => {
    items.clear();
    fill(list);
  };
  /** @param {number} number */
  const inspect = (number) => {
    desk.select(number);
    tabs.show("turn");
  };
  /** The end, or the beginning of the last answer where there is no room for all of it. */
  const toEnd = () => {
    const answer = desk.busy ? null : list.lastElementChild?.querySelector(".bubble.alexa");
    log.scrollTo({ top: Math.min(log.scrollHeight, answer instanceof HTMLElement ? answer.offsetTop - ABOVE : Infinity) });
  };

  desk.addEventListener("change", () => {
    const grown = desk.turns.length !== items.size || desk.busy === pending.hidden;
    draw();
    if (desk.busy && !pending.childElementCount) fill(pending, thinking());
    if (!desk.busy) {
      fill(pending);
      progress = 0;
    }
    if (grown) toEnd();
  });
  desk.addEventListener("progress", (event) => {
    const spoken = /** @type {CustomEvent} */ (event).detail;
    if (!desk.busy || spoken.length === progress) return;
    progress = spoken.length;
    fill(pending, ...spoken.map((/** @type {any} */ speech) => bubble(speech)), thinking());
    announce(spoken.at(-1)?.text ?? "");
    toEnd();
  });
  desk.addEventListener("turn", (event) => {
    announce(/** @type {CustomEvent} */ (event).detail.heard?.text ?? "");
  });
  byId("leave").addEventListener("click", () => desk.leave());
  seeSsml(toEnd);
  new ResizeObserver(toEnd).observe(log); // a smaller log keeps the last turn in sight
}

/** @param {string} text */
function announce(text) {
  byId("heard").textContent = text;
}

/** @param {() => void} toEnd keeps the last turn in sight when all of them grow */
function seeSsml(toEnd) {
  const button = byId("ssml");
  const show = (/** @type {boolean} */ seen) => {
    button.setAttribute("aria-pressed", String(seen));
    byId("log").classList.toggle("with-ssml", seen);
    browser.set("ssml", seen);
    toEnd();
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-pressed") !== "true"));
  show(Boolean(browser.get("ssml")));
}

/** @param {any} turn @param {import("./desk.js").Desk} desk @param {(number: number) => void} inspect */
function item(turn, desk, inspect) {
  const asked = turn.exchanges[0]?.request.request.type ?? "";
  const meaning = shortIntent(turn.recognition?.intent) || asked.replace(/Request$/, "").replace(/^.*\./, "");
  const details = h(
    "button",
    { type: "button", class: "details", onclick: () => inspect(turn.number) },
    h("span", { class: "unseen" }, `Details of turn ${turn.number}: `),
    meaning ? h("span", { class: "meaning" }, meaning) : null,
    h("span", {}, `${Math.round(turn.milliseconds)} ms`),
  );
  return h(
    "li",
    { class: "turn" },
    h("div", { class: isSpoken(turn) ? "bubble you" : "deed" }, deedOf(turn)),
    turn.kind === "event" ? h("p", { class: "deed" }, "The skill is told; the settings here stay as they are.") : null,
    turn.progress.map((/** @type {any} */ speech) => bubble(speech)),
    turn.heard ? bubble(turn.heard) : silence(turn),
    turn.problems.map((/** @type {any} */ problem) => h("p", { class: "problem" }, `${problem.fault}: ${problem.message}`)),
    turn.card ? card(turn.card, desk) : null,
    turn.connection ? connection(turn, desk) : null,
    turn.ended ? h("p", { class: "deed" }, `${endOf(turn.ended)}.`) : null,
    details,
  );
}

/** @param {HTMLLIElement} element @param {any} turn @param {import("./desk.js").Desk} desk */
function mark(element, turn, desk) {
  element.classList.toggle("selected", turn.number === desk.selected);
  element.querySelector(".details")?.setAttribute("aria-pressed", String(turn.number === desk.selected));
  const last = turn === desk.turns.at(-1);
  for (const button of element.querySelectorAll(".connection button")) {
    /** @type {HTMLButtonElement} */ (button).disabled = !last || desk.busy;
  }
}

/** Nobody expects words after leaving. @param {any} turn */
const silence = (turn) => (turn.kind === "left" ? null : h("p", { class: "deed" }, "Alexa says nothing."));

/** @param {{ssml: string, text: string}} speech */
function bubble(speech) {
  return h(
    "div",
    { class: "bubble alexa" },
    h("p", { class: "heard" }, speech.text || "(nothing that is heard)"),
    h("code", { class: "ssml" }, speech.ssml),
  );
}

function thinking() {
  return h("div", { class: "bubble alexa thinking" }, h("span", { class: "unseen" }, "Alexa is thinking"), h("i"), h("i"), h("i"));
}

// @ts-check
/** All that is known of the selected turn. */
import { calls } from "./calls.js";
import { byId, fill, h } from "./dom.js";
import { jsonView } from "./json.js";
import { deedOf, endOf } from "./said.js";
import { timeBar } from "./timebar.js";
import { understood } from "./understood.js";

/** @param {import("./desk.js").Desk} desk @param {import("./tabs.js").Tabs} tabs */
export function inspector(desk, tabs) {
  const place = byId("turn");
  /** @type {any} */
  let shown;
  const draw = () => {
    if (!tabs.sees("turn") || shown === desk.turn) return;
    shown = desk.turn;
    fill(place, ...(shown ? sections(shown, desk) : nothing()));
    place.scrollTop = 0;
  };
  desk.addEventListener("change", draw);
  tabs.addEventListener("change", draw);
}

const nothing = () => [
  h("h2", { class: "unseen" }, "Turn"),
  h("p", { class: "empty" }, "Say something, and everything that happens stands here: what was understood and why, what the skill was asked and answered, and every call to the store."),
];

/** @param {any} turn @param {import("./desk.js").Desk} desk */
function sections(turn, desk) {
  return [
    heading(turn, desk),
    turn.problems.length ? problems(turn.problems) : null,
    understood(turn),
    dialog(turn),
    timeBar(turn),
    keys(turn.keys),
    ...turn.exchanges.flatMap((/** @type {any} */ exchange, /** @type {number} */ at) => exchanged(exchange, at, turn.exchanges.length)),
    turn.screen ? section("Screen", jsonView({ token: turn.screen.token, datasources: turn.screen.datasources, document: turn.screen.document })) : null,
    turn.commands.length ? section("Commands on the screen", jsonView(turn.commands)) : null,
    turn.connection ? section("Handed to Alexa", jsonView(turn.connection)) : null,
  ];
}

/** @param {any} turn @param {import("./desk.js").Desk} desk */
function heading(turn, desk) {
  const at = desk.turns.indexOf(turn);
  /** @param {string} name @param {string} sign @param {any} other */
  const step = (name, sign, other) =>
    h("button", { type: "button", class: "quiet", "aria-label": name, disabled: !other, onclick: () => desk.select(other.number) }, sign);
  return h(
    "header",
    { class: "turn-head" },
    h("h2", {}, `Turn ${turn.number}`),
    step("Turn before", "‹", desk.turns[at - 1]),
    step("Turn after", "›", desk.turns[at + 1]),
    h("p", { class: "turn-said" }, deedOf(turn)),
  );
}

/** @param {string} title @param {...any} content */
export const section = (title, ...content) => h("section", { class: "part" }, h("h3", {}, title), ...content);

/** @param {any[]} problems */
function problems(problems) {
  const parts = /** @type {Record<string, string>} */ ({ skill: "In the skill", store: "In the store", model: "In the interaction model", page: "In the simulator" });
  return section(
    "Problems",
    h("ul", { class: "problems" }, problems.map((one) => h("li", {}, h("strong", {}, `${parts[one.where] ?? "In the skill"}, ${one.fault}: `), one.message))),
  );
}

/** @param {any} turn */
function dialog(turn) {
  const { open, attributes } = turn.session;
  const state = turn.exchanges.at(-1)?.request.request.dialogState;
  const asks = turn.dialog ? `${turn.dialog.asks}${turn.dialog.slot ? `: ${turn.dialog.slot}` : ""} (${turn.dialog.intent})` : "nothing";
  return section(
    "Session",
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "Session"),
      h("dd", {}, open ? "open" : turn.ended ? endOf(turn.ended) : "closed"),
      state ? [h("dt", {}, "Dialog state"), h("dd", {}, state)] : null,
      h("dt", {}, "Dialog asks"),
      h("dd", {}, asks),
      turn.reprompt ? [h("dt", {}, "Reprompt"), h("dd", {}, turn.reprompt.text)] : null,
    ),
    Object.keys(attributes).length ? [h("h4", {}, "Session attributes"), jsonView(attributes)] : null,
  );
}

/** @param {string[]} keys */
function keys(keys) {
  if (!keys.length) return null;
  return section("Speech keys", h("ul", { class: "keys" }, keys.map((key) => h("li", {}, h("code", {}, key)))));
}

/** @param {any} exchange @param {number} at @param {number} count */
function exchanged(exchange, at, count) {
  const name = count > 1 ? ` ${at + 1} of ${count}` : "";
  const kind = exchange.request?.request?.type ?? "";
  return [
    calls(exchange.calls, name),
    section(
      `Skill${name}`,
      h("p", { class: "dim" }, `${kind}, ${Math.round(exchange.milliseconds)} ms`),
      folded("Request", exchange.request),
      exchange.response === null ? h("p", { class: "problem" }, "Nothing usable came back.") : folded("Response", exchange.response),
    ),
  ];
}

/** @param {string} title @param {unknown} value */
function folded(title, value) {
  const details = h("details", { class: "fold" }, h("summary", {}, title));
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(jsonView(value)));
  return details;
}

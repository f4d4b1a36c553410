// @ts-check
/** A task that the skill handed to Alexa, such as asking for the voice PIN: here the developer chooses how it ends. */
import { h } from "./dom.js";

/** @param {any} turn @param {import("./desk.js").Desk} desk */
export function connection(turn, desk) {
  const results = desk.house.results ?? [];
  return h(
    "div",
    { class: "connection", role: "group", "aria-label": "How does it end?" },
    h("p", {}, h("strong", {}, turn.connection.uri), " has the turn now. How does it end?"),
    h(
      "div",
      { class: "row" },
      results.map((/** @type {any} */ result) =>
        h("button", { type: "button", onclick: () => desk.resume(result.id) }, result.name),
      ),
    ),
  );
}

// @ts-check
/** Every call that the skill made to the store, to unfold. */
import { h } from "./dom.js";
import { jsonView } from "./json.js";

/** @param {any[]} calls @param {string} name of the exchange, where there are several */
export function calls(calls, name) {
  if (!calls.length) return null;
  return h(
    "section",
    { class: "part" },
    h("h3", {}, `Calls to the store${name}`),
    h("ol", { class: "calls" }, calls.map((call) => h("li", {}, one(call)))),
  );
}

/** @param {any} call */
function one(call) {
  const status = call.status ?? "no answer";
  const details = h(
    "details",
    { class: "fold call" },
    h(
      "summary",
      {},
      h("code", { class: "method" }, call.method),
      h("code", { class: "path" }, call.path),
      h("span", { class: call.status && call.status < 400 ? "status good" : "status bad" }, status),
      h("span", { class: "dim" }, `${Math.round(call.milliseconds)} ms`),
    ),
  );
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(...bodies(call));
  });
  return details;
}

/** @param {any} call */
function bodies(call) {
  /** @type {[string, unknown][]} */
  const parts = [
    ["Request", call.request],
    ["Response", call.response],
    ["Request headers", call.request_headers],
    ["Response headers", call.response_headers],
  ];
  return parts
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([title, value]) => [h("h4", {}, title), jsonView(value)]);
}

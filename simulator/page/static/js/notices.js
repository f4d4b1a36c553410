// @ts-check
/** What went wrong or is worth knowing, at the top of the page, until it is dismissed or mended. */
import { byId, h } from "./dom.js";

const STOPPED = "The simulator stopped. Start it with “make run”; this page connects again by itself.";
const PLACES = /** @type {Record<string, string>} */ ({
  skill: "The skill",
  store: "The store",
  model: "The interaction model",
  page: "The simulator",
});

/** @param {import("./desk.js").Desk} desk */
export function notices(desk) {
  const place = byId("notices");
  const shown = new Map();

  /** @param {string} key @param {string} kind @param {...(string | Node)} content */
  const show = (key, kind, ...content) => {
    dismiss(key);
    const close = h("button", { type: "button", class: "close", "aria-label": "Dismiss", onclick: () => dismiss(key) }, "×");
    const notice = h("div", { class: `notice ${kind}` }, h("div", {}, ...content), close);
    shown.set(key, notice);
    place.append(notice);
  };
  /** @param {string} key */
  const dismiss = (key) => {
    shown.get(key)?.remove();
    shown.delete(key);
  };

  /** @param {any} error */
  const told = (error) => [
    h("strong", {}, `${PLACES[error.where] ?? "The page"}: `),
    error.message ?? String(error),
    error.hint ? h("span", { class: "hint" }, ` ${error.hint}`) : "",
  ];

  desk.addEventListener("reachable", (event) => {
    if (/** @type {CustomEvent} */ (event).detail) dismiss("stopped");
    else show("stopped", "bad", STOPPED);
  });
  desk.addEventListener("notice", (event) => show("notice", "info", /** @type {CustomEvent} */ (event).detail));
  desk.addEventListener("trouble", (event) => show("trouble", "bad", ...told(/** @type {CustomEvent} */ (event).detail)));
  desk.addEventListener("turn", () => dismiss("trouble"));
  desk.addEventListener("change", () => {
    const problem = desk.facts?.model?.problem;
    if (!problem) dismiss("model");
    else if (shown.get("model")?.dataset.message !== problem.message) {
      show("model", "bad", ...told(problem));
      shown.get("model").dataset.message = problem.message;
    }
  });

  /** @returns {boolean} whether there was anything to dismiss */
  return function dismissAll() {
    const some = ["notice", "trouble"].filter((key) => shown.has(key));
    some.forEach(dismiss);
    return some.length > 0;
  };
}

// @ts-check
/** Where words are typed: Enter says them, arrow up brings back what was said, chips say a first sentence. */
import { byId, fill, h } from "./dom.js";
import { isSpoken } from "./said.js";

const FIRST_WORDS = [
  "ask bluebird coffee for two medium lattes with oat milk",
  "ask bluebird coffee what's on sale",
  "open bluebird coffee",
];

/** @param {import("./desk.js").Desk} desk */
export function composer(desk) {
  const words = /** @type {HTMLInputElement} */ (byId("words"));
  const buttons = ["say", "silence"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
  const recall = history(desk, words);
  const narrow = matchMedia("(width < 480px)");

  let early = false; // Enter was pressed before there was anybody to say it to

  /** @param {string} text */
  const say = async (text) => {
    early = !desk.facts;
    if (desk.busy || early) return;
    words.value = "";
    recall.reset();
    const answered = await desk.say(text);
    if (!answered && !words.value) words.value = text;
  };
  const submit = () => {
    const text = words.value.trim();
    if (text) void say(text);
  };
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  byId("silence").addEventListener("click", () => void say(""));
  words.addEventListener("keydown", (event) => {
    recall.key(event);
    if (event.key === "Enter" && !desk.facts) submit(); // a form whose button is disabled is not submitted
  });
  fill(
    byId("chips"),
    ...FIRST_WORDS.map((text) => h("li", {}, h("button", { type: "button", class: "chip", onclick: () => again(text) }, text))),
  );
  const again = (/** @type {string} */ text) => {
    void say(text);
    words.focus();
  };
  desk.addEventListener("change", () => {
    for (const button of buttons) button.disabled = desk.busy || !desk.facts || !desk.reachable;
    words.placeholder = desk.facts?.session.open ? "Answer…" : narrow.matches ? "Say it…" : "ask bluebird coffee…";
    if (early && desk.facts) submit();
  });
  return { say, focus: () => words.focus() };
}

/** @param {import("./desk.js").Desk} desk @param {HTMLInputElement} words */
function history(desk, words) {
  let back = 0;
  let draft = "";
  const said = () => [...new Set(desk.turns.filter(isSpoken).map((turn) => turn.said).reverse())];
  return {
    reset: () => {
      back = 0;
    },
    /** @param {KeyboardEvent} event */
    key(event) {
      const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const sentences = said();
      if (!step || back + step < 0 || back + step > sentences.length) return;
      event.preventDefault();
      if (back === 0) draft = words.value;
      back += step;
      words.value = back ? sentences[back - 1] : draft;
      words.setSelectionRange(words.value.length, words.value.length);
    },
  };
}

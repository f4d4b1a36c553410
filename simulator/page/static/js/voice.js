// @ts-check
/** Speech in and out, where the browser has it. Nothing listens or speaks until it is asked to. */
import { byId } from "./dom.js";
import { browser } from "./kept.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {(text: string) => void} say
 * @param {(state: "listening" | "speaking" | null) => void} light
 * @returns {() => boolean} hush: stops speaking and listening; whether there was anything to stop
 */
export function voice(desk, say, light) {
  const ear = microphone(desk, say, light);
  const mouth = speaker(desk, light);
  return () => [ear(), mouth()].some(Boolean);
}

/** @param {Desk} desk @param {(text: string) => void} say @param {(state: "listening" | null) => void} light */
function microphone(desk, say, light) {
  const button = byId("microphone");
  const scope = /** @type {any} */ (window);
  const Recognition = scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
  if (!Recognition) return () => false;
  button.hidden = false;
  /** @type {any} */
  let hearing = null;
  const end = () => {
    hearing = null;
    button.setAttribute("aria-pressed", "false");
    light(null);
  };
  const begin = () => {
    hearing = new Recognition();
    hearing.lang = desk.facts.settings.locale;
    hearing.onresult = (/** @type {any} */ event) => say(event.results[0][0].transcript);
    hearing.onerror = (/** @type {any} */ event) => desk.report({ message: `The browser did not hear: ${event.error}.`, hint: "" });
    hearing.onend = end;
    hearing.start();
    button.setAttribute("aria-pressed", "true");
    light("listening");
  };
  button.addEventListener("click", () => (hearing ? hearing.abort() : begin()));
  return () => {
    const was = Boolean(hearing);
    hearing?.abort();
    return was;
  };
}

/** @param {Desk} desk @param {(state: "speaking" | null) => void} light */
function speaker(desk, light) {
  const button = byId("aloud");
  const speech = window.speechSynthesis;
  if (!speech) return () => false;
  button.hidden = false;
  const on = () => button.getAttribute("aria-pressed") === "true";
  /** @param {boolean} wanted */
  const set = (wanted) => {
    button.setAttribute("aria-pressed", String(wanted));
    browser.set("aloud", wanted);
    if (!wanted) speech.cancel();
  };
  /** @type {any} the turn whose words are spoken; another one ends them */
  let spoken = null;
  desk.addEventListener("change", () => {
    if (speech.speaking && desk.turns.at(-1) !== spoken) speech.cancel();
  });
  desk.addEventListener("turn", (event) => {
    const turn = /** @type {CustomEvent} */ (event).detail;
    const text = turn.heard?.text;
    if (!on() || !text) return;
    spoken = turn;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = desk.facts.settings.locale;
    utterance.onstart = () => light("speaking");
    utterance.onend = utterance.onerror = () => light(null);
    speech.cancel();
    speech.speak(utterance);
  });
  button.addEventListener("click", () => set(!on()));
  set(Boolean(browser.get("aloud")));
  return () => {
    const was = speech.speaking;
    speech.cancel();
    return was;
  };
}

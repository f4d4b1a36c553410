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
  /** @type {any} the latest turn when it began to speak; another one ends that */
  let spoken = null;
  let progress = 0; // so many words of the turn under way were heard before its answer
  desk.addEventListener("change", () => {
    if (speech.speaking && desk.turns.at(-1) !== spoken) speech.cancel();
    if (!desk.busy) progress = 0;
  });
  /** @param {string} text after what is spoken already */
  const speak = (text) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = desk.facts.settings.locale;
    utterance.onstart = () => light("speaking");
    utterance.onend = utterance.onerror = () => light(null);
    speech.speak(utterance);
  };
  /** @param {any[]} heard all that is heard of a turn so far */
  const goOn = (heard) => {
    const texts = heard.slice(progress).map(({ text }) => text).filter(Boolean);
    if (on() && texts.length) {
      if (!progress) speech.cancel(); // the turn before is over
      spoken = desk.turns.at(-1);
      texts.forEach(speak);
    }
    progress = heard.length;
  };
  desk.addEventListener("progress", (event) => desk.busy && goOn(/** @type {CustomEvent} */ (event).detail));
  desk.addEventListener("turn", (event) => {
    const turn = /** @type {CustomEvent} */ (event).detail;
    goOn(turn.heard ? [...turn.progress, turn.heard] : turn.progress);
  });
  button.addEventListener("click", () => set(!on()));
  set(Boolean(browser.get("aloud")));
  return () => {
    const was = speech.speaking;
    speech.cancel();
    return was;
  };
}

// @ts-check
/** The light of a device: what Alexa does, as its ring or bar shows it. */

/** @typedef {"idle" | "listening" | "thinking" | "speaking" | "notification" | "away"} Light */

const WORDS_A_SECOND = 2.6; // as Alexa speaks, about
const SHORTEST = 1200; // milliseconds
const LONGEST = 9000;

/** Says which light is lit; `onchange` hears of every change. */
export class Lamp {
  /** @param {import("./desk.js").Desk} desk @param {(light: Light) => void} onchange */
  constructor(desk, onchange) {
    this.desk = desk;
    this.onchange = onchange;
    /** @type {"listening" | "speaking" | null} what the browser itself hears or speaks */
    this.voice = null;
    this.speakingUntil = 0;
    /** @type {any} the turn whose words are spoken; another one ends them */
    this.spoken = null;
    desk.addEventListener("change", () => this.look());
    desk.addEventListener("turn", (event) => this.#speak(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {"listening" | "speaking" | null} voice */
  hear(voice) {
    this.voice = voice;
    this.look();
  }

  look() {
    this.onchange(this.#light());
  }

  /** @returns {Light} */
  #light() {
    const { desk } = this;
    if (!desk.reachable || !desk.facts) return "away";
    if (desk.busy) return "thinking";
    if (this.voice) return this.voice;
    if (this.spoken === desk.turns.at(-1) && performance.now() < this.speakingUntil) return "speaking";
    if (desk.facts.session.open) return "listening";
    return desk.facts.notifications.length ? "notification" : "idle";
  }

  /** @param {any} turn */
  #speak(turn) {
    const words = (turn.heard?.text ?? "").split(/\s+/).filter(Boolean).length;
    if (!words) return;
    const lasts = Math.min(LONGEST, Math.max(SHORTEST, (words / WORDS_A_SECOND) * 1000));
    this.spoken = turn;
    this.speakingUntil = performance.now() + lasts;
    setTimeout(() => this.look(), lasts + 20);
  }
}

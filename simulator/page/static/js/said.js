// @ts-check
/** What a customer did, in words: most turns are said, some are touched, sent or happen in the Alexa app. */

/** @param {any} turn @returns {string} */
export function deedOf(turn) {
  const deed = turn.deed ?? {};
  switch (turn.kind) {
    case "touched":
      return `Touched ${quoted(deed.arguments)}`;
    case "event":
      return `In the Alexa app: ${deed.label}`;
    case "resumed":
      return `Alexa came back: ${deed.result?.status ?? deed.message ?? deed.code}`;
    case "left":
      return turn.said || "Ended the session";
    case "silence":
      return "Said nothing";
    default:
      return turn.said || "Said nothing";
  }
}

/** @param {any} turn @returns {boolean} whether somebody spoke words */
export const isSpoken = (turn) => Boolean(turn.said) && !["touched", "event", "resumed"].includes(turn.kind);

/** @param {unknown[]} args the arguments of a SendEvent */
function quoted(args = []) {
  return args
    .map((part) => (typeof part === "string" ? part : Object.values(Object(part)).join(" ")))
    .join(" · ");
}

/** @param {string | null | undefined} reason of the end of a session, as Alexa names it */
export function endOf(reason) {
  const words = /** @type {Record<string, string>} */ ({
    BY_SKILL: "The skill closed the session",
    USER_INITIATED: "The customer ended the session",
    EXCEEDED_MAX_REPROMPTS: "The session ended: no answer came",
    ERROR: "The session ended with an error",
  });
  return reason ? (words[reason] ?? `The session ended: ${reason}`) : "";
}

/** @param {string | null | undefined} name of an intent */
export const shortIntent = (name) => (name ?? "").replace(/^AMAZON\./, "").replace(/Intent$/, "");

// @ts-check
/** The device on the desk: its body, its light, and what stands on its screen. */
import { byId, fill, h } from "./dom.js";
import { enlarge } from "./enlarge.js";
import { speaker } from "./speaker.js";
import { jsonView } from "./json.js";
import { Lamp } from "./light.js";
import { Screen } from "./screen.js";

/** @type {Record<import("./light.js").Light, (desk: any) => string>} */
const LIGHTS = {
  idle: () => "Waiting for its name",
  listening: () => "Listening",
  thinking: () => "Thinking",
  speaking: () => "Speaking",
  away: ({ facts }) => (facts ? "Not connected" : "Starting…"),
  notification: ({ facts }) =>
    facts.notifications.length === 1 ? "A notification waits" : `${facts.notifications.length} notifications wait`,
};

const DARK = "The screen stays dark.";

/** @param {import("./desk.js").Desk} desk */
export function stage(desk) {
  const screen = new Screen();
  const shrink = enlarge(desk);
  const ambient = h("div", { class: "ambient" });
  let body = "";
  let shown = "null"; // the document and its data, as text

  const build = () => {
    const { id } = desk.device;
    if (id === body) return;
    body = id;
    shown = "null";
    screen.clear();
    byId("stage").dataset.device = id;
    fill(byId("device"), desk.device.screen ? hub(screen.glass, ambient) : speaker());
  };
  const draw = () => {
    if (!desk.device.screen) return hint();
    const text = JSON.stringify(desk.screen);
    if (text === shown) return;
    shown = text;
    const { available, hint: missing } = desk.house.screens;
    if (!desk.screen || !available) screen.clear();
    else screen.show(desk.screen, desk.device.viewport, desk.facts.settings.timeZone, desk.turns.at(-1)?.commands ?? []);
    screen.glass.classList.toggle("lit", Boolean(desk.screen) && available);
    hint(desk.screen && !available ? `${DARK} ${missing}` : null, desk.screen);
  };
  desk.addEventListener("turn", (event) => {
    const { screen: now, commands } = /** @type {CustomEvent} */ (event).detail;
    if (commands.length && JSON.stringify(now) === shown) screen.run(commands);
  });
  screen.addEventListener("touched", (event) => {
    const { arguments: args, source } = /** @type {CustomEvent} */ (event).detail;
    void desk.touch(args, source);
  });
  screen.addEventListener("escaped", shrink);
  screen.addEventListener("drawn", (event) => {
    const { reason } = /** @type {CustomEvent} */ (event).detail;
    screen.glass.classList.toggle("lit", !reason);
    hint(reason && `${DARK} ${reason}`, desk.screen);
  });

  const lamp = new Lamp(desk, (light) => {
    byId("stage").dataset.light = light;
    byId("light-text").textContent = LIGHTS[light](desk);
  });
  desk.addEventListener("change", () => {
    if (!desk.facts) return;
    build();
    draw();
    clock(ambient, desk.facts.settings);
    const open = desk.facts.session.open;
    byId("session").dataset.open = String(open);
    byId("session-state").textContent = open ? "open" : "closed";
  });
  setInterval(() => desk.facts && clock(ambient, desk.facts.settings), 15_000);
  return { lamp, shrink };
}

/** @param {Element} glass @param {Element} ambient */
function hub(glass, ambient) {
  glass.prepend(ambient);
  return h(
    "div",
    { class: "hub" },
    h("div", { class: "bezel" }, glass, h("div", { class: "bar", "aria-hidden": "true" })),
    h("div", { class: "stand", "aria-hidden": "true" }),
  );
}

/** What a screen shows while no skill shows anything. @param {Element} place @param {any} settings */
function clock(place, settings) {
  const now = new Date();
  /** @param {Intl.DateTimeFormatOptions} options */
  const text = (options) => new Intl.DateTimeFormat(settings.locale, { timeZone: settings.timeZone, ...options }).format(now);
  fill(
    place,
    h("p", { class: "time" }, text({ hour: "numeric", minute: "2-digit" })),
    h("p", { class: "date" }, text({ weekday: "long", month: "long", day: "numeric" })),
  );
}

/** @param {string | null} [text] @param {any} [document] */
function hint(text, document) {
  const place = byId("stage-hint");
  place.hidden = !text;
  fill(place, text ? h("p", {}, text) : null, text && document ? raw(document) : null);
}

/** @param {any} shown */
function raw(shown) {
  return h("details", {}, h("summary", {}, "What should have been shown"), jsonView(shown));
}

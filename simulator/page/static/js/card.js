// @ts-check
/** A card as the Alexa app shows it. */
import { h } from "./dom.js";

const TYPES = /** @type {Record<string, string>} */ ({
  LinkAccount: "Link your account",
  AskForPermissionsConsent: "Permissions wanted",
});

/** @param {any} card of the response @param {import("./desk.js").Desk} desk */
export function card(card, desk) {
  return h(
    "article",
    { class: "card", "aria-label": "Card in the Alexa app" },
    h("p", { class: "card-app" }, "Bluebird Coffee · Alexa app"),
    h("h3", {}, card.title || TYPES[card.type] || card.type),
    body(card),
    card.type === "LinkAccount" ? linkButton(desk) : null,
    card.type === "AskForPermissionsConsent" ? permissions(card, desk) : null,
  );
}

/** @param {any} card */
function body(card) {
  if (card.type === "LinkAccount") return h("p", {}, "Sign in to the store to use it with Alexa.");
  const text = card.content ?? card.text;
  const image = card.image?.smallImageUrl ?? card.image?.largeImageUrl;
  return [
    text ? h("p", { class: "card-text" }, text) : null,
    // Not fetched: the page asks no other machine for anything.
    image ? h("p", { class: "card-image" }, `Picture: ${image}`) : null,
  ];
}

/** The store's own login page in a window; the desk is read anew when it comes back. @param {import("./desk.js").Desk} desk */
export function linkButton(desk) {
  return h("button", { type: "button", class: "primary", onclick: () => openLogin(desk) }, "Link account");
}

/** @param {import("./desk.js").Desk} desk */
function openLogin(desk) {
  const opened = window.open(`/link?desk=${encodeURIComponent(desk.id)}`, "voice-shop-link", "popup,width=460,height=680");
  if (!opened) desk.report({ message: "The browser blocked the store's login window.", hint: "Allow pop-ups for this page." });
}

/** Notice that a login window came back. @param {import("./desk.js").Desk} desk */
export function listenForLinks(desk) {
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.data?.type !== "linked" || event.data.desk !== desk.facts?.id) return;
    if (event.data.problem) desk.report({ where: "store", message: event.data.problem, hint: "" });
    void desk.refresh();
  });
  // A login that was opened in another way, or whose window lost its opener, is noticed when the page is looked at again.
  window.addEventListener("focus", () => {
    if (desk.facts && !desk.busy) void desk.refresh();
  });
}

/** @param {any} card @param {import("./desk.js").Desk} desk */
function permissions(card, desk) {
  const known = desk.house.permissions.filter((/** @type {any} */ one) => card.permissions?.includes(one.scope));
  const grant = () => {
    const granted = new Set([...desk.facts.settings.permissions, ...known.map((/** @type {any} */ one) => one.id)]);
    return desk.change({ permissions: [...granted] });
  };
  return [
    h("ul", {}, (card.permissions ?? []).map((/** @type {string} */ scope) => h("li", {}, scope))),
    known.length ? h("button", { type: "button", class: "primary", onclick: grant }, "Grant these") : null,
  ];
}

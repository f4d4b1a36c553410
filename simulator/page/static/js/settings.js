// @ts-check
/** Which device, who stands before it, where, and what may go wrong. */
import { linkButton } from "./card.js";
import { byId, fill, h } from "./dom.js";

/** @typedef {import("./desk.js").Desk} Desk @typedef {{id: string, name: string, note?: string}} Choice */

/** @param {Desk} desk */
export function settings(desk) {
  const form = byId("settings-form");
  form.addEventListener("submit", (event) => event.preventDefault());
  /** @type {(() => void)[]} */
  let showing = [];
  desk.addEventListener("change", () => {
    if (!desk.facts) return;
    if (!form.childElementCount) showing = build(form, desk);
    for (const show of showing) show();
  });
}

/** @param {HTMLElement} form @param {Desk} desk */
function build(form, desk) {
  const { house } = desk;
  const now = () => desk.facts.settings;
  const fields = [
    radios("Device", house.devices, () => now().device, (device) => desk.change({ device })),
    customers(desk),
    link(desk),
    select("Second speaker", [{ id: "", name: "Nobody" }, ...(house.people ?? [])], () => now().person ?? "", (person) => desk.change({ person: person || null })),
    radios("Network to the store", house.networks.map(named), () => desk.facts.network, (state) => desk.setNetwork(state)),
    select("Language", house.locales, () => now().locale, (locale) => desk.change({ locale })),
    select("Time zone", house.timeZones.map((/** @type {string} */ id) => ({ id, name: id.replaceAll("_", " ") })), () => now().timeZone, (timeZone) => desk.change({ timeZone })),
    checkboxes("Permissions", house.permissions, () => now().permissions, (permissions) => desk.change({ permissions })),
    happenings(desk),
  ];
  fill(form, ...fields.map((field) => field.element));
  return fields.map((field) => field.show);
}

/** @param {string} id */
const named = (id) => ({ id, name: id[0].toUpperCase() + id.slice(1) });

/** @param {string} title @param {Choice[]} choices @param {() => string} now @param {(id: string) => unknown} choose */
function radios(title, choices, now, choose) {
  const name = title.toLowerCase().replaceAll(" ", "-");
  const inputs = choices.map(({ id }) => h("input", { type: "radio", name, value: id, onchange: () => choose(id) }));
  const labels = choices.map((choice, at) => h("label", {}, inputs[at], h("span", {}, choice.name)));
  return {
    element: h("fieldset", { class: "segments" }, h("legend", {}, title), h("div", {}, ...labels)),
    show: () => inputs.forEach((input) => (input.checked = input.value === now())),
  };
}

/** @param {string} title @param {Choice[]} choices @param {() => string} now @param {(id: string) => unknown} choose */
function select(title, choices, now, choose) {
  const options = choices.map(({ id, name, note }) => h("option", { value: id }, note ? `${name}: ${note}` : name));
  const field = h("select", { onchange: () => choose(field.value) }, ...options);
  return {
    element: h("label", { class: "field" }, h("span", {}, title), field),
    show: () => (field.value = now()),
  };
}

/** Who stands before the device; whoever linked in the browser by name, once the store tells it. @param {Desk} desk */
function customers(desk) {
  const { users } = desk.house;
  const field = select("Customer", users, () => desk.facts.settings.user, (user) => desk.change({ user }));
  const at = users.findIndex((/** @type {Choice} */ user) => user.id === "browser");
  const option = field.element.querySelectorAll("option")[at];
  const nobody = option.textContent;
  return {
    element: field.element,
    show() {
      field.show();
      option.textContent = desk.facts.linked ? `${users[at].name}: ${desk.facts.linked}` : nobody;
    },
  };
}

/** @param {string} title @param {Choice[]} choices @param {() => string[]} now @param {(ids: string[]) => unknown} choose */
function checkboxes(title, choices, now, choose) {
  const inputs = choices.map(({ id }) => h("input", { type: "checkbox", value: id }));
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  inputs.forEach((input) => input.addEventListener("change", () => choose(chosen())));
  const labels = choices.map((choice, at) => h("label", {}, inputs[at], choice.name));
  const count = h("span", { class: "dim" });
  return {
    element: h("details", { class: "fold" }, h("summary", {}, title, " ", count), h("fieldset", { class: "checks" }, h("legend", { class: "unseen" }, title), ...labels)),
    show() {
      inputs.forEach((input) => (input.checked = now().includes(input.value)));
      count.textContent = now().length ? `${now().length} granted` : "none granted";
    },
  };
}

/** @param {Desk} desk */
function link(desk) {
  const button = linkButton(desk);
  button.className = "plain";
  button.textContent = "Link an account on the store’s page";
  return { element: button, show: () => {} };
}

/** What happens in the Alexa app and not in a conversation. @param {Desk} desk */
function happenings(desk) {
  const field = h("select", { "aria-label": "Skill event" }, desk.house.events.map((/** @type {Choice} */ one) => h("option", { value: one.id }, one.name)));
  const send = h("button", { type: "button", onclick: () => desk.happen(field.value) }, "Send");
  return {
    element: h("details", { class: "fold" }, h("summary", {}, "Skill events"), h("p", { class: "dim" }, "What happens in the Alexa app, outside any conversation."), h("div", { class: "row" }, field, send)),
    show: () => (send.disabled = desk.busy),
  };
}

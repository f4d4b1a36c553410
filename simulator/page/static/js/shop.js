// @ts-check
/** The customer's cart and orders in the store and the skill's Ledger, as they stand now. */
import { Refused, get } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { jsonView } from "./json.js";

const LOOK = 5000; // milliseconds
const PATIENCE = 2000; // milliseconds of a look after which it is told that it lasts

/** @param {import("./desk.js").Desk} desk @param {import("./tabs.js").Tabs} tabs */
export function shop(desk, tabs) {
  const [wait, content] = [h("p", { class: "problem", role: "status", hidden: true }), h("div")];
  fill(byId("shop"), h("h2", { class: "unseen" }, "Shop"), wait, content);
  let shown = "";
  let looking = false;
  let stale = false;
  /** @type {Date | null} when the first of the looks began that the store has not answered */
  let since = null;

  const look = async () => {
    if (!desk.facts || !desk.reachable || document.hidden || !tabs.sees("shop")) return;
    stale = looking; // one look at a time: what changes meanwhile is looked for after it
    if (looking) return;
    looking = true;
    since ??= new Date();
    const lasts = setTimeout(tell, PATIENCE);
    const whose = customer();
    try {
      const found = await get(`/desks/${desk.id}/shop`);
      if (found.problem?.where !== "store") since = null;
      if (whose === customer()) draw(found);
    } catch (error) {
      if (error instanceof Refused && error.status !== 404) draw({ problem: error });
      else await desk.report(error);
    }
    clearTimeout(lasts);
    wait.hidden = since === null;
    looking = false;
    if (stale) void look();
  };
  const customer = () => `${desk.id} ${desk.facts.settings.user}`;
  const tell = () => {
    wait.textContent = `The store has not answered since ${since?.toLocaleTimeString()}.`;
    wait.hidden = false;
  };
  /** @param {any} found */
  const draw = (found) => {
    const { notifications, reminders = [], settings } = desk.facts;
    const text = JSON.stringify([found, notifications, reminders, settings.locale]);
    if (text === shown) return; // what is unfolded stays unfolded
    shown = text;
    fill(content, ...parts(found, settings.locale), app(notifications, reminders));
  };
  for (const name of ["turn", "reachable"]) desk.addEventListener(name, look);
  tabs.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
  setInterval(() => !desk.busy && !looking && look(), LOOK);
  return look;
}

/** @param {any} found @param {string} locale */
function parts(found, locale) {
  const { cart, orders = [], ledger, problem } = found;
  /** @param {string} text */
  const none = (text) => h("p", { class: "empty" }, problem ? "Not known." : text);
  return [
    problem ? h("p", { class: "problem", role: "status" }, h("strong", {}, "The shop cannot be read. "), problem.message, " ", problem.hint) : null,
    part("Cart", cart?.lines.length ? bill(cart, locale, "Cart") : none("The cart is empty.")),
    part("Orders", orders.length ? orders.map((/** @type {any} */ one) => order(one, locale)) : none("No orders yet.")),
    part("Ledger", ledger ? rows(ledger) : none("")),
  ];
}

/** What the skill left at Alexa. @param {any[]} notifications @param {any[]} reminders */
function app(notifications, reminders) {
  if (!notifications.length && !reminders.length) return null;
  return part("At Alexa", [
    notifications.map((one) => h("p", { class: "notification" }, h("strong", {}, "Notification: "), one.text, h("div", { class: "dim" }, one.event))),
    reminders.map((one) => h("details", { class: "fold" }, h("summary", {}, "Reminder"), jsonView(one))),
  ]);
}

/** @param {string} title @param {any} content */
const part = (title, content) => h("section", { class: "part" }, h("h3", {}, title), content);

/** @param {any} bill cart or order @param {string} locale @param {string} name */
function bill(bill, locale, name) {
  const money = new Intl.NumberFormat(locale, { style: "currency", currency: bill.currency ?? "USD" });
  const digits = money.resolvedOptions().maximumFractionDigits ?? 2;
  /** @param {number} minor units */
  const shown = (minor) => money.format(minor / 10 ** digits);
  return h(
    "table",
    { class: "data bill" },
    h("caption", { class: "unseen" }, name),
    h("thead", { class: "unseen" }, h("tr", {}, ["Quantity", "Product", "Price"].map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, bill.lines.map((/** @type {any} */ line) => h("tr", {}, h("td", { class: "count" }, `${line.quantity}×`), h("td", {}, line.title, options(line)), h("td", { class: "money" }, shown(line.total))))),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row", colspan: 2 }, "Total"), h("td", { class: "money" }, shown(bill.total)))),
  );
}

/** The options that the title does not name already. @param {any} line */
function options(line) {
  const left = line.options.filter((/** @type {string} */ option) => !line.title.toLowerCase().includes(option.toLowerCase()));
  return left.length ? h("div", { class: "dim" }, left.join(", ")) : null;
}

/** @param {any} one @param {string} locale */
function order(one, locale) {
  return h(
    "article",
    { class: "order" },
    h("h4", {}, `Order ${one.label}`, one.state ? h("span", { class: "state" }, one.state) : null),
    bill(one, locale, `Order ${one.label}`),
    one.url && /^https?:/.test(one.url) ? h("a", { href: one.url, target: "_blank", rel: "noreferrer" }, "The store's page of this order") : null,
  );
}

/** @param {any} ledger */
function rows(ledger) {
  const tables = [
    ["Customer", ledger.customer ? [ledger.customer] : []],
    ["Purchases", ledger.purchases],
    ["Orders", ledger.orders],
  ];
  return tables.map(([name, rows]) =>
    h("details", { class: "fold", open: rows.length > 0 && name === "Customer" }, h("summary", {}, `${name} (${rows.length})`), rows.map((/** @type {any} */ row) => jsonView(row))),
  );
}

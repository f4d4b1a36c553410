// @ts-check
/** The conversation so far as a test file, and the same conversation in the other locales. */
import { get, getText, post } from "./api.js";
import { copyButton } from "./copy.js";
import { byId, fill, h } from "./dom.js";

/** @param {import("./desk.js").Desk} desk */
export function test(desk) {
  const place = byId("test");
  fill(place, h("h2", { class: "unseen" }, "Test"), recording(desk), locales(desk));
}

/** @param {import("./desk.js").Desk} desk */
function recording(desk) {
  const title = h("input", { type: "text", name: "title", maxlength: 120, required: true, placeholder: "orders two lattes" });
  const file = h("div");
  const show = async () => {
    const yaml = await getText(`/desks/${desk.id}/recording?title=${encodeURIComponent(title.value.trim())}`);
    fill(file, shown(yaml, save));
  };
  const save = async () => {
    const { path } = await post(`/desks/${desk.id}/recording`, { title: title.value.trim() });
    file.append(saved(path));
  };
  const form = h(
    "form",
    { class: "fields" },
    h("label", { class: "field" }, h("span", {}, "Title of the test"), title),
    h("button", {}, "Show as test"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (title.value.trim()) show().catch(desk.report);
  });
  return h(
    "section",
    { class: "part" },
    h("h3", {}, "As a test"),
    h("p", {}, "What was said, understood and heard so far, as a conversation file that the terminal and pytest replay."),
    form,
    file,
  );

  /** @param {string} yaml @param {() => Promise<void>} save */
  function shown(yaml, save) {
    const button = h("button", { type: "button", class: "primary", onclick: () => save().catch(desk.report) }, "Save into tests/conversations/recorded");
    return h(
      "div",
      { class: "recorded" },
      h("div", { class: "row" }, button, copyButton(() => yaml, "Copy the file")),
      h("pre", { tabindex: 0, role: "region", "aria-label": "The test file" }, yaml),
    );
  }
}

/** @param {string} path */
function saved(path) {
  const command = `.venv/bin/python -m simulator test ${path}`;
  return h(
    "div",
    {},
    h("p", { class: "good", role: "status" }, "Saved as ", h("code", {}, path), ". “make test” plays it from now on, and so does this alone:"),
    h("div", { class: "row" }, h("code", { class: "command" }, command), copyButton(() => command, "Copy the command")),
  );
}

/** @param {import("./desk.js").Desk} desk */
function locales(desk) {
  if (desk.house.locales.length < 2) return null;
  const place = h("div");
  const button = h("button", { type: "button" }, "Play it in the other locales");
  button.addEventListener("click", async () => {
    button.disabled = true;
    fill(place, h("p", { class: "dim", role: "status" }, "Playing; it takes some seconds…"));
    try {
      fill(place, ...(await get(`/desks/${desk.id}/locales`)).map(inLocale));
    } catch (error) {
      fill(place);
      await desk.report(error);
    }
    button.disabled = false;
  });
  return h(
    "section",
    { class: "part" },
    h("h3", {}, "In other locales"),
    h("p", {}, "The same sentences, said to a device of another locale."),
    button,
    place,
  );
}

/** @param {{locale: string, turns: {said: string, heard: string}[], problem: string | null}} played */
function inLocale({ locale, turns, problem }) {
  const rows = turns.map(({ said, heard }) => h("tr", {}, h("td", {}, said || "(silence)"), h("td", {}, heard || "(nothing)")));
  return h(
    "details",
    { class: "fold" },
    h("summary", {}, locale, " ", h("span", { class: problem ? "bad" : "good" }, problem ? "goes another way" : "goes the same way")),
    problem ? h("pre", { class: "report", tabindex: 0, role: "region", "aria-label": `What differs in ${locale}` }, problem) : null,
    h(
      "table",
      { class: "data" },
      h("caption", { class: "unseen" }, `The conversation in ${locale}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Said"), h("th", { scope: "col" }, "Heard"))),
      h("tbody", {}, rows),
    ),
  );
}

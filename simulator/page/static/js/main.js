// @ts-check
/** Puts the page together: one desk, and views that each show a part of it. */
import { listenForLinks } from "./card.js";
import { composer } from "./composer.js";
import { Desk } from "./desk.js";
import { byId } from "./dom.js";
import { inspector } from "./inspector.js";
import { notices } from "./notices.js";
import { settings } from "./settings.js";
import { shop } from "./shop.js";
import { stage } from "./stage.js";
import { Tabs } from "./tabs.js";
import { talk } from "./talk.js";
import { test } from "./test.js";
import { voice } from "./voice.js";

const desk = new Desk();
const tabs = new Tabs();
const dismiss = notices(desk);
const { lamp, shrink } = stage(desk);
const words = composer(desk);
const hush = voice(desk, words.say, (state) => lamp.hear(state));
talk(desk, tabs);
inspector(desk, tabs);
settings(desk);
const look = shop(desk, tabs);
listenForLinks(desk);

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  tabs.show("talk");
  words.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  hush();
  if (shrink()) return;
  if (!dismiss() && tabs.sees("talk")) words.focus();
});

await desk.open();
test(desk);
void look();
if (matchMedia("(min-width: 768px)").matches) words.focus();
void desk.watch();

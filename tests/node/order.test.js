// virtual-alexa knows the interaction model that is shipped and the skill's URL, and nothing else of this project.
// Run by tests/node/test_virtual_alexa.py.
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { VirtualAlexa } = require("virtual-alexa");

const MODEL = require("../../skill-package/interactionModels/custom/en-US.json");
const INTENTS = MODEL.interactionModel.languageModel.intents;

function customer() {
  return VirtualAlexa.Builder().interactionModel(MODEL).skillURL(process.env.SKILL_URL).create();
}

/** One of the intent's samples, filled in. virtual-alexa matches samples to the letter, and cannot part two slots without a word between. */
function sample(intent, values) {
  const wanted = Object.keys(values).sort().join();
  const fits = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((slot) => slot[1]).sort().join() === wanted;
  const found = INTENTS.find(({ name }) => name === intent).samples.find((text) => fits(text) && !text.includes("} {"));
  return found.replace(/\{(\w+)\}/g, (_, slot) => values[slot]);
}

function speech(answer) {
  return answer.response.outputSpeech.ssml;
}

test("a linked customer opens the skill, adds, checks out and orders", async () => {
  const alexa = customer();
  alexa.context().setAccessToken(process.env.ACCESS_TOKEN);

  const welcome = await alexa.launch();
  assert.match(speech(welcome), /Bluebird Coffee/);
  assert.equal(welcome.response.shouldEndSession, false);

  const added = await alexa.utter(sample("AddToCartIntent", { product: "latte", size: "medium" }));
  assert.match(speech(added), /medium latte.*\$\d+\.\d\d/i);

  const quoted = await alexa.utter("check out");
  assert.match(speech(quoted), /Bluebird Coffee.*medium latte.*\$\d+\.\d\d/is);

  const placed = await alexa.utter("yes");
  assert.match(speech(placed), /order \d+/i);
  assert.ok(placed.response.card, "an order comes with a card");
});

test("a guest hears the offers, and is sent a card for linking when ordering", async () => {
  const alexa = customer();

  const offers = await alexa.utter("what's on sale");
  assert.match(speech(offers), /instead of/);

  const refused = await alexa.utter(sample("AddToCartIntent", { product: "latte", size: "medium" }));
  assert.equal(refused.response.card.type, "LinkAccount");
});

// @ts-check
/** The desk of this tab: what the server knows of it, what is under way, and all that can be done to it. */
import { Refused, Unreachable, get, patch, post, put } from "./api.js";
import { tab } from "./kept.js";

const NEW_DESK = "The simulator was restarted: this is a new desk, and the conversation before is gone.";
const RETRY = 1500; // milliseconds until the next try at a server that does not answer
const WATCH = 400; // milliseconds between looks at a turn under way
const LOOK = 3000; // milliseconds between looks for what another tab or the Alexa app did

/**
 * Tells what happens as events: "change" (anything), "turn" (a new turn, in `detail`), "progress" (heard within a turn,
 * a list in `detail`), "trouble" (an error to show, in `detail`), "notice" (a text), "reachable" (true or false).
 */
export class Desk extends EventTarget {
  /** @type {object | null} the turn of this page that is under way */
  #playing = null;
  #changes = 0; // begun and ended: what was asked for before one of them tells of settings that are no more

  constructor() {
    super();
    /** @type {any} */
    this.house = null;
    /** @type {any} */
    this.facts = null;
    /** @type {any} */
    this.screen = null;
    this.reachable = true;
    /** @type {number | null} */
    this.selected = null;
  }

  /** Whether a turn is under way, be it of this page or of the one that was here before a reload. */
  get busy() {
    return Boolean(this.#playing || this.facts?.busy);
  }

  get id() {
    return this.facts.id;
  }

  /** @returns {any[]} */
  get turns() {
    return this.facts?.turns ?? [];
  }

  get turn() {
    return this.turns.find((turn) => turn.number === this.selected) ?? null;
  }

  get device() {
    return this.house.devices.find((/** @type {any} */ device) => device.id === this.facts.settings.device);
  }

  /** Find the desk of this tab again or make one, waiting for the server as long as it takes. */
  async open() {
    for (;;) {
      try {
        this.house = await get("/house");
        this.#take(await this.#found());
        this.#reached(true);
        return;
      } catch (error) {
        if (error instanceof Refused) this.#emit("trouble", error);
        this.#reached(!(error instanceof Unreachable));
        await pause(RETRY);
      }
    }
  }

  /** Look every now and then for what happened elsewhere; ends never. */
  async watch() {
    for (;;) {
      await pause(this.facts.busy ? WATCH : LOOK);
      if (document.hidden || this.#playing) continue;
      try {
        const now = await get(`/desks/${this.id}/now`);
        if (this.#playing) continue;
        if (now.busy) this.#emit("progress", now.progress);
        if (this.#differs(now)) await this.reload();
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  /** @param {any} now */
  #differs(now) {
    const { notifications, network, busy } = this.facts;
    const known = JSON.stringify([this.#made(), notifications, network, busy]);
    return known !== JSON.stringify([now.turns, now.notifications, now.network, now.busy]);
  }

  /** Read the desk anew. */
  async reload() {
    const changes = this.#changes;
    const facts = await get(`/desks/${this.id}`);
    if (changes === this.#changes) this.#take(facts);
  }

  /** Read the desk anew for somebody who does not wait for it: what goes wrong is told. */
  refresh = () => this.#try(() => this.reload());

  /** @param {string} text "" is silence */
  say = (text) => this.#play("say", { text });
  /** @param {unknown[]} args @param {object} source */
  touch = (args, source) => this.#play("touch", { arguments: args, source });
  leave = () => this.#play("leave", {});
  /** @param {string} id */
  happen = (id) => this.#play("event", { id });
  /** @param {string} result */
  resume = (result) => this.#play("resume", { result });

  /** @param {object} wishes */
  async change(wishes) {
    this.#changes += 1;
    await this.#try(async () => {
      this.#take(await patch(`/desks/${this.id}/settings`, wishes));
    });
    this.#changes += 1;
  }

  /** @param {string} state */
  async setNetwork(state) {
    await this.#try(async () => {
      this.facts.network = (await put("/network", { state })).state;
    });
  }

  /** @param {number} number */
  select(number) {
    this.selected = number;
    this.#emit("change");
  }

  /** Tell an error that a view met; a server that is gone, and a desk that is gone, are mended here. */
  report = (/** @type {unknown} */ error) => this.#failed(error);

  /**
   * @param {string} deed
   * @param {object} body
   * @returns {Promise<boolean>} whether a turn came of it
   */
  async #play(deed, body) {
    if (this.busy || !this.facts) return false;
    const before = this.turns.length;
    this.#playing = {};
    this.#emit("change");
    void this.#watchTurn(this.#playing);
    try {
      const turn = await post(`/desks/${this.id}/${deed}`, body);
      this.#rest();
      this.#add(turn);
    } catch (error) {
      this.#rest();
      await this.#failed(error);
    }
    this.#emit("change");
    return this.turns.length > before;
  }

  #rest() {
    this.#playing = null;
    this.facts.busy = false;
  }

  /** Tell what is heard until the turn is over. @param {object} turn */
  async #watchTurn(turn) {
    for (;;) {
      await pause(WATCH);
      if (this.#playing !== turn) return;
      try {
        const { progress } = await get(`/desks/${this.id}/now`);
        if (this.#playing === turn) this.#emit("progress", progress);
      } catch {
        return; // the turn itself tells what is wrong
      }
    }
  }

  /** @param {any} turn */
  #add(turn) {
    const skipped = turn.number !== this.#made() + 1; // another tab of this desk made some
    this.facts.turns.push(turn);
    this.facts.session = turn.session;
    this.facts.model.problem = null; // or there were no turn
    this.screen = turn.screen;
    this.selected = turn.number;
    this.#emit("turn", turn);
    if (skipped) void this.refresh();
  }

  #made() {
    return this.turns.at(-1)?.number ?? 0;
  }

  /** @param {any} facts */
  #take(facts) {
    const known = facts.id === this.facts?.id ? new Map(this.turns.map((turn) => [turn.number, turn])) : new Map();
    facts.turns = facts.turns.map((/** @type {any} */ turn) => known.get(turn.number) ?? turn); // what was shown stays
    const follows = this.selected === this.#made();
    this.facts = facts;
    this.screen = facts.screen ?? null;
    if (follows || !this.turn) this.selected = this.turns.at(-1)?.number ?? null;
    tab.set("desk", facts.id);
    tab.set("settings", facts.settings);
    this.#emit("change");
  }

  async #found() {
    const id = tab.get("desk");
    try {
      if (id) return await get(`/desks/${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      this.#emit("notice", NEW_DESK);
    }
    this.selected = null;
    return this.#make(tab.get("settings"));
  }

  /** @param {any} settings those of the desk before */
  async #make(settings) {
    try {
      if (settings) return await post("/desks", { settings });
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // such as a login in the browser, which is gone too
    }
    return post("/desks", {});
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    try {
      await act();
    } catch (error) {
      await this.#failed(error);
    }
    this.#emit("change");
  }

  /** @param {unknown} error */
  async #failed(error) {
    if (error instanceof Unreachable) {
      this.#reached(false);
      await this.open();
      return;
    }
    if (error instanceof Refused && error.status === 404) {
      const before = this.id;
      await this.open();
      if (this.id !== before) return; // it was the desk that was not found, and now there is another
    }
    this.#emit("trouble", error);
  }

  /** @param {boolean} reachable */
  #reached(reachable) {
    if (this.reachable === reachable) return;
    this.reachable = reachable;
    this.#emit("reachable", reachable);
    this.#emit("change");
  }

  /** @param {string} name @param {unknown} [detail] */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {number} milliseconds */
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// @ts-check
/** The glass of a device with a screen: a frame with the APL engine, loaded when the first document is shown. */
import { h } from "./dom.js";

const FRAME = "/static/screen/frame.html";

/**
 * Draws documents. Tells "touched" (detail: {arguments, source}), "drawn" (detail: {reason: string | null}) and "escaped"
 * (somebody pressed Escape within).
 */
export class Screen extends EventTarget {
  constructor() {
    super();
    this.glass = h("div", { class: "glass" });
    /** @type {HTMLIFrameElement | null} */
    this.frame = null;
    this.ready = false;
    /** @type {any} */
    this.order = null;
    this.count = 0;
    window.addEventListener("message", (event) => {
      if (this.frame && event.source === this.frame.contentWindow) this.#hear(event.data);
    });
  }

  /**
   * Draw a document; the one before is put away.
   * @param {{document: any, datasources: any}} shown
   * @param {{width: number, height: number, shape: string, dpi: number, mode: string}} viewport
   * @param {string} timeZone of the device
   * @param {unknown[]} commands that run on it
   */
  show(shown, viewport, timeZone, commands) {
    this.count += 1;
    this.order = { type: "render", id: this.count, ...shown, viewport, offset: offsetOf(timeZone), commands };
    this.#open();
    if (this.ready) this.#send();
  }

  /** Run commands on what is shown. @param {unknown[]} commands */
  run(commands) {
    if (this.ready) this.frame?.contentWindow?.postMessage({ type: "run", commands }, "*");
  }

  /** Put frame and engine away. */
  clear() {
    this.frame?.remove();
    this.frame = this.order = null;
    this.ready = false;
  }

  #open() {
    if (this.frame) return;
    // Scripts, but an origin of its own: it can neither reach this page nor ask the API for anything.
    this.frame = h("iframe", { src: FRAME, sandbox: "allow-scripts", title: "What the screen shows", class: "apl" });
    this.glass.append(this.frame);
  }

  #send() {
    this.frame?.contentWindow?.postMessage(this.order, "*"); // an opaque origin has no name to send to
  }

  /** @param {any} message */
  #hear(message) {
    if (message.type === "ready") {
      this.ready = true;
      this.#send();
    } else if (message.type === "broken" || (message.type === "failed" && message.id === this.order?.id)) {
      this.#tell("drawn", { reason: message.reason });
    } else if (message.type === "rendered" && message.id === this.order?.id) {
      this.#tell("drawn", { reason: null });
    } else if (message.type === "touched") {
      this.#tell("touched", { arguments: message.arguments, source: message.source });
    } else if (message.type === "escaped") {
      this.#tell("escaped", null);
    }
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Milliseconds by which the clocks of a time zone are ahead of UTC now. @param {string} timeZone */
function offsetOf(timeZone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts();
  const [, sign, hours, minutes] = /([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}

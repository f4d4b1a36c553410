// @ts-check
/**
 * The inside of a device's screen: Amazon's APL engine, alone in a sandboxed frame because it needs eval, and a skill's
 * documents are data from elsewhere. It talks to the page that holds it by messages and knows nothing else.
 *
 * In:  {type: "render", id, document, datasources, viewport, offset, commands}   {type: "run", commands}
 * Out: {type: "ready"}  {type: "broken", reason}  {type: "rendered", id}  {type: "failed", id, reason}
 *      {type: "touched", arguments, source}  {type: "escaped"}
 */
(() => {
  const ENGINE = "/screens/apl-viewhost-web.js";
  const POINTED = ["mousedown", "mousemove", "mouseup", "touchstart", "touchmove", "touchend", "touchcancel", "wheel"];
  let view = /** @type {HTMLElement} */ (document.getElementById("view"));
  let width = 0; // of the device's screen, in its own pixels
  let offset = 0; // milliseconds by which the device's clock is ahead of UTC

  // The engine sets the local time anew every second, by the clock of the machine that it runs on.
  Date.prototype.getTimezoneOffset = () => -offset / 60_000;
  /** @type {any} */
  let renderer = null;
  /** @type {string[]} */
  let remarks = [];

  const fit = () => (view.style.transform = `scale(${innerWidth / width})`);
  addEventListener("resize", fit);

  /** @param {object} message */
  const tell = (message) => parent.postMessage(message, "*"); // the frame's origin is opaque: there is no name to give

  // The engine's core says on the console alone why it does not draw; its loggers take these functions when it loads.
  console.warn = console.error = (...words) => void remarks.push(words.join(" ").replace(/^[A-Z] \w+: +/, "").replace(/\p{Cc}+/gu, " ").trim());

  // The engine brings a style sheet of fonts that lie on a CDN. It is never attached, so nothing asks for them.
  const append = document.head.appendChild.bind(document.head);
  document.head.appendChild = (node) => (node instanceof HTMLStyleElement ? node : append(node));

  const engine = document.createElement("script");
  engine.src = ENGINE;
  engine.onerror = () => tell({ type: "broken", reason: "The APL engine could not be loaded." });
  engine.onload = () => start(/** @type {any} */ (window).AplRenderer);
  document.head.append(engine);

  /** @param {any} apl */
  async function start(apl) {
    try {
      await apl.initEngine();
    } catch (error) {
      tell({ type: "broken", reason: `The APL engine did not start: ${error}` });
      return;
    }
    addEventListener("message", (event) => {
      if (event.source === parent) void obey(apl, event.data);
    });
    new MutationObserver(() => renderer?.top && name(apl)).observe(document.body, { childList: true, subtree: true });
    addEventListener("keydown", pressByKey, { capture: true });
    for (const type of POINTED) addEventListener(type, keepFromTv, { capture: true });
    tell({ type: "ready" });
  }

  /** @param {any} apl @param {any} order */
  async function obey(apl, order) {
    remarks = [];
    try {
      if (order.type === "render") await render(apl, order);
      run(order.commands ?? []);
      if (order.type === "render") tell({ type: "rendered", id: order.id });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tell({ type: "failed", id: order.id, reason: [reason, ...remarks].join(" ") });
    }
  }

  /** @param {any} apl @param {any} order */
  async function render(apl, order) {
    renderer?.destroy();
    renderer = null;
    const blank = /** @type {HTMLElement} */ (view.cloneNode(false)); // without the listeners of the renderer before
    blank.removeAttribute("style");
    view.replaceWith(blank);
    view = blank;
    const content = contentOf(apl, order.document, order.datasources ?? {});
    width = order.viewport.width;
    offset = order.offset ?? 0;
    fit();
    renderer = apl.default.create(options(order, content));
    await renderer.init();
    if (!renderer.context) throw new Error("The engine could not inflate the document.");
  }

  /** @param {any} apl @param {any} document @param {Record<string, unknown>} datasources */
  function contentOf(apl, document, datasources) {
    const content = apl.Content.create(JSON.stringify(document), "");
    if (!isTaken(content)) throw new Error("The engine does not take this for an APL document.");
    if (content.isWaiting()) {
      const packages = (document.import ?? []).map((/** @type {any} */ one) => `${one.name} ${one.version}`);
      throw new Error(`It imports packages, which cannot be had offline: ${packages.join(", ")}.`);
    }
    const parameters = /** @type {string[]} */ (document.mainTemplate?.parameters ?? []);
    for (const name of parameters) {
      // "payload" is all of the datasources, any other parameter is the datasource of that name.
      content.addData(name, JSON.stringify(name === "payload" ? datasources : (datasources[name] ?? {})));
    }
    if (!content.isReady()) throw new Error("The document is not ready: a datasource is missing.");
    return content;
  }

  /** @param {any} content around nothing where the core refused the document, which its methods then stumble over */
  function isTaken(content) {
    try {
      return !content.isError();
    } catch {
      return false;
    }
  }

  /** The engine draws what can be touched without telling anybody else: give it a role, and the keyboard a way to it. @param {any} apl */
  function name(apl) {
    for (const { component, container } of Object.values(renderer.componentMap)) {
      if (component.getType() !== apl.ComponentType.kComponentTypeTouchWrapper) continue;
      container.tabIndex = 0;
      container.setAttribute("role", "button");
    }
    for (const thumb of view.querySelectorAll(".ps__thumb-x, .ps__thumb-y")) thumb.removeAttribute("tabindex");
  }

  const isTv = () => renderer?.options.mode === "TV";

  /** A TV has a remote and no touch: its keys are those of the keyboard. @param {Event} event */
  function keepFromTv(event) {
    if (isTv()) event.stopImmediatePropagation();
  }

  /** Enter and space touch what has the focus, in its middle; on a TV the engine itself does. @param {KeyboardEvent} event */
  function pressByKey(event) {
    if (event.key === "Escape") tell({ type: "escaped" });
    if (isTv()) return;
    const button = /** @type {Element} */ (event.target);
    if ((event.key !== "Enter" && event.key !== " ") || button.getAttribute("role") !== "button") return;
    event.preventDefault();
    event.stopPropagation();
    const { left, top, width, height } = button.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true };
    for (const type of ["mousedown", "mouseup"]) button.dispatchEvent(new MouseEvent(type, at));
  }

  /** @param {any} order @param {any} content */
  function options(order, content) {
    const { width, height, dpi, shape } = order.viewport;
    return {
      content,
      view,
      environment: { agentName: "Voice Shop simulator", agentVersion: "1.0", allowOpenUrl: false, disallowVideo: true },
      viewport: { width, height, dpi, shape, isRound: shape === "ROUND" },
      mode: order.viewport.mode,
      theme: "dark",
      notLoadFonts: true,
      utcTime: Date.now(),
      localTimeAdjustment: offset,
      onSendEvent: (/** @type {any} */ event) =>
        tell({ type: "touched", arguments: plain(event.arguments ?? []), source: plain(event.source ?? {}) }),
    };
  }

  /** @param {unknown[]} commands */
  function run(commands) {
    if (commands.length) renderer?.executeCommands(JSON.stringify(commands));
  }

  /** @param {unknown} value a value of the engine, which may not be cloned as it is */
  const plain = (value) => JSON.parse(JSON.stringify(value));
})();

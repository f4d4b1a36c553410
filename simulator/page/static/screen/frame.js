// @ts-check
/**
 * The inside of a device's screen: Amazon's APL engine, alone in a sandboxed frame because it needs eval, and a skill's
 * documents are data from elsewhere. It talks to the page that holds it by messages and knows nothing else.
 *
 * In:  {type: "render", id, document, datasources, viewport, mode, commands}   {type: "run", commands}
 * Out: {type: "ready"}  {type: "broken", reason}  {type: "rendered", id, remarks}  {type: "failed", id, reason}
 *      {type: "touched", arguments, source}
 */
(() => {
  const ENGINE = "/screens/apl-viewhost-web.js";
  const view = /** @type {HTMLElement} */ (document.getElementById("view"));
  /** @type {any} */
  let renderer = null;
  /** @type {string[]} */
  let remarks = [];

  /** @param {object} message */
  const tell = (message) => parent.postMessage(message, "*"); // the frame's origin is opaque: there is no name to give

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
      apl.LoggerFactory.initialize("warn", (/** @type {string} */ _level, /** @type {string} */ _name, /** @type {string} */ text) =>
        remarks.push(String(text)),
      );
      await apl.initEngine();
    } catch (error) {
      tell({ type: "broken", reason: `The APL engine did not start: ${error}` });
      return;
    }
    addEventListener("message", (event) => {
      if (event.source === parent) void obey(apl, event.data);
    });
    tell({ type: "ready" });
  }

  /** @param {any} apl @param {any} order */
  async function obey(apl, order) {
    remarks = [];
    try {
      if (order.type === "render") await render(apl, order);
      run(order.commands ?? []);
      if (order.type === "render") tell({ type: "rendered", id: order.id, remarks });
    } catch (error) {
      const reason = [...remarks, error instanceof Error ? error.message : String(error)].filter(Boolean).join(" ");
      tell({ type: "failed", id: order.id, reason });
    }
  }

  /** @param {any} apl @param {any} order */
  async function render(apl, order) {
    renderer?.destroy();
    renderer = null;
    view.replaceChildren();
    const content = contentOf(apl, order.document, order.datasources ?? {});
    renderer = apl.default.create(options(order, content));
    await renderer.init();
    if (!renderer.context) throw new Error("The engine could not inflate the document.");
  }

  /** @param {any} apl @param {any} document @param {Record<string, unknown>} datasources */
  function contentOf(apl, document, datasources) {
    const content = apl.Content.create(JSON.stringify(document), "");
    if (!content || content.isError()) throw new Error("The engine does not take this for an APL document.");
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

  /** @param {any} order @param {any} content */
  function options(order, content) {
    const { width, height, dpi, shape } = order.viewport;
    return {
      content,
      view,
      environment: { agentName: "Voice Shop simulator", agentVersion: "1.0", allowOpenUrl: false, disallowVideo: true },
      viewport: { width, height, dpi, shape, isRound: shape === "ROUND" },
      mode: order.mode,
      theme: "dark",
      notLoadFonts: true,
      utcTime: Date.now(),
      localTimeAdjustment: -new Date().getTimezoneOffset() * 60_000,
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

// @ts-check
/** The speaker without a screen, drawn: a ball of fabric with a ring of light at its foot. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {[string, Record<string, string | number>, ...any[]]} Drawn a tag, its attributes, and what is inside
 * @type {Drawn}
 */
const DRAWING = [
  "svg",
  { viewBox: "0 0 320 300", class: "speaker", "aria-hidden": "true" },
  [
    "defs",
    {},
    ["radialGradient", { id: "ball", cx: 0.38, cy: 0.26, r: 0.85 }, stop(0, "hi"), stop(0.45, "mid"), stop(1, "lo")],
    ["radialGradient", { id: "pool" }, stop(0, "glow", 0.75), stop(0.55, "glow", 0.28), stop(1, "glow", 0)],
    [
      "pattern",
      { id: "weave", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      ["circle", { cx: 2, cy: 2, r: 1.1, class: "thread" }],
      ["circle", { cx: 5.5, cy: 5.5, r: 0.8, class: "thread faint" }],
    ],
  ],
  ["ellipse", { cx: 160, cy: 268, rx: 122, ry: 15, class: "shadow" }],
  ["ellipse", { cx: 160, cy: 264, rx: 150, ry: 30, class: "pool", fill: "url(#pool)" }],
  ["ellipse", { cx: 160, cy: 249, rx: 74, ry: 16, class: "ring" }],
  ["ellipse", { cx: 160, cy: 249, rx: 74, ry: 16, class: "ring sweep", pathLength: 100 }],
  ["circle", { cx: 160, cy: 140, r: 122, fill: "url(#ball)" }],
  ["circle", { cx: 160, cy: 140, r: 122, fill: "url(#weave)" }],
  ["ellipse", { cx: 160, cy: 34, rx: 46, ry: 9, class: "top" }],
  ["circle", { cx: 141, cy: 33, r: 2.2, class: "key" }],
  ["circle", { cx: 160, cy: 31.5, r: 2.6, class: "key" }],
  ["circle", { cx: 179, cy: 33, r: 2.2, class: "key" }],
];

export const speaker = () => draw(DRAWING);

/** @param {number} offset @param {string} name @param {number} [opacity] */
function stop(offset, name, opacity = 1) {
  return ["stop", { offset, class: `stop-${name}`, "stop-opacity": opacity }];
}

/** @param {Drawn} drawn @returns {SVGElement} */
function draw([tag, attributes, ...inside]) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...inside.map(draw));
  return /** @type {SVGElement} */ (element);
}

// How the texts of an APL document came out in a view: cut off, over one another, out of the glass, or fine.
// apl-viewhost-web draws each Text as a <p>, and ends one that does not fit with an ellipsis.
(view, glass) => {
  const whole = view.getBoundingClientRect();

  const inked = (p) => {
    const range = document.createRange();
    range.selectNodeContents(p);
    return {p, text: p.textContent.trim(), ink: range.getBoundingClientRect(), box: p.parentElement.getBoundingClientRect()};
  };
  const scrolls = (element) => {
    for (let up = element; up && up !== view; up = up.parentElement) {
      if (up.scrollHeight > up.clientHeight + 1 && getComputedStyle(up).overflowY !== "visible") return true;
    }
    return false;
  };
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const isInCircle = ({left, right, top, bottom}) => {
    const radius = whole.width / 2;
    return [[left, top], [right, top], [left, bottom], [right, bottom]]
      .every(([x, y]) => Math.hypot(x - whole.left - radius, y - whole.top - radius) <= radius + 1);
  };
  const faultsOf = ({p, text, ink, box}) => {
    const isStill = !scrolls(p);
    return [
      [text.endsWith("…"), "cut short"],
      [ink.right > box.right + 1 || ink.left < box.left - 1, "wider than its place"],
      [ink.left < whole.left - 1 || ink.right > whole.right + 1, "beyond the side"],
      [isStill && (ink.top < whole.top - 1 || ink.bottom > whole.bottom + 1), "above or below the glass"],
      [isStill && glass === "ROUND" && !isInCircle(ink), "under the rim"],
    ].filter(([is]) => is).map(([, fault]) => `${fault}: ${text}`);
  };

  const texts = [...view.querySelectorAll("p")].map(inked).filter(({text, ink}) => text && ink.width > 0 && ink.height > 0);
  const pairs = texts.flatMap((one, index) => texts.slice(index + 1).map((other) => [one, other]));
  return [
    ...(texts.length ? [] : ["nothing is drawn"]),
    ...texts.flatMap(faultsOf),
    ...pairs.filter(([one, other]) => overlap(one.ink, other.ink)).map(([one, other]) => `overlap: ${one.text} / ${other.text}`),
  ];
}

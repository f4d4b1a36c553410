// How the texts of an APL document came out in a view: cut off, over one another, out of the glass, or fine.
// apl-viewhost-web draws each Text as a <p>, and ends one that does not fit with an ellipsis.
(view, glass) => {
  const whole = view.getBoundingClientRect();

  const clips = (element) => {
    const ancestors = [];
    for (let up = element.parentElement; up && up !== view; up = up.parentElement) {
      if (getComputedStyle(up).overflowY !== "visible") ancestors.push(up);
    }
    return ancestors;
  };
  const within = (a, b) => ({
    left: Math.max(a.left, b.left), right: Math.min(a.right, b.right),
    top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom),
  });
  const isSomething = ({left, right, top, bottom}) => right - left > 1 && bottom - top > 1;
  const drawn = (p) => {
    const range = document.createRange();
    range.selectNodeContents(p);
    const ink = range.getBoundingClientRect();
    return {
      text: p.textContent.trim(),
      ink,
      seen: clips(p).map((clip) => clip.getBoundingClientRect()).reduce(within, ink),
      scrolls: clips(p).some((clip) => clip.scrollHeight > clip.clientHeight + 1),
      box: p.parentElement.getBoundingClientRect(),
      space: parseFloat(getComputedStyle(p).fontSize) * 0.4, // a blank at the end of a line hangs over
    };
  };
  const isInCircle = ({left, right, top, bottom}) => {
    const radius = whole.width / 2;
    return [[left, top], [right, top], [left, bottom], [right, bottom]]
      .every(([x, y]) => Math.hypot(x - whole.left - radius, y - whole.top - radius) <= radius + 1);
  };
  const faultsOf = ({text, ink, box, scrolls, space}) => [
    [text.endsWith("…"), "cut short"],
    [ink.right > box.right + space || ink.left < box.left - 1, "wider than its place"],
    [ink.left < whole.left - 1 || ink.right > whole.right + 1, "beyond the side"],
    [!scrolls && (ink.top < whole.top - 1 || ink.bottom > whole.bottom + 1), "above or below the glass"],
    [!scrolls && glass === "ROUND" && !isInCircle(ink), "under the rim"],
  ].filter(([is]) => is).map(([, fault]) => `${fault}: ${text}`);

  const texts = [...view.querySelectorAll("p")].map(drawn).filter(({text, ink}) => text && isSomething(ink));
  const pairs = texts.flatMap((one, index) => texts.slice(index + 1).map((other) => [one, other]));
  return [
    ...(texts.length ? [] : ["nothing is drawn"]),
    ...texts.flatMap(faultsOf),
    ...pairs
      .filter(([one, other]) => isSomething(within(one.seen, other.seen)))
      .map(([one, other]) => `overlap: ${one.text} / ${other.text}`),
  ];
}

// How the texts and buttons of an APL document came out in a view: cut off, over one another, out of the glass, or fine.
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
    const windows = clips(p).map((clip) => clip.getBoundingClientRect());
    const rows = [...range.getClientRects()].map((row) => ({ row, seen: windows.reduce(within, row) }));
    return {
      text: p.textContent.trim(),
      ink,
      rows: rows.map(({ row, seen }) => (isSomething(seen) ? (seen.bottom - seen.top) / (row.bottom - row.top) : 0)),
      seen: windows.reduce(within, ink),
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
  const isOnGlass = ({left, right, top, bottom}) =>
    left >= whole.left - 1 && right <= whole.right + 1 && top >= whole.top - 1 && bottom <= whole.bottom + 1;
  const faultsOf = ({text, ink, box, scrolls, space}) => [
    [text.endsWith("…"), "cut short"],
    [ink.right > box.right + space || ink.left < box.left - 1, "wider than its place"],
    [ink.left < whole.left - 1 || ink.right > whole.right + 1, "beyond the side"],
    [!scrolls && (ink.top < whole.top - 1 || ink.bottom > whole.bottom + 1), "above or below the glass"],
    [!scrolls && glass === "ROUND" && !isInCircle(ink), "under the rim"],
  ].filter(([is]) => is).map(([, fault]) => `${fault}: ${text}`);

  const texts = [...view.querySelectorAll("p")].map(drawn).filter(({text, ink}) => text && isSomething(ink));
  const pairsOf = (all) => all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other]));
  const pairs = pairsOf(texts);
  const buttons = [...view.querySelectorAll("[role=button]")]
    .filter((button) => !clips(button).some((clip) => clip.scrollHeight > clip.clientHeight + 1))
    .map((button) => ({ text: button.textContent.trim(), box: button.getBoundingClientRect() }));
  const faults = [
    ...(texts.length ? [] : ["nothing is drawn"]),
    ...texts.flatMap(faultsOf),
    ...pairs
      .filter(([one, other]) => isSomething(within(one.seen, other.seen)))
      .map(([one, other]) => `overlap: ${one.text} / ${other.text}`),
    ...buttons
      .filter(({ box }) => !isOnGlass(box) || (glass === "ROUND" && !isInCircle(box)))
      .map(({ text }) => `a button out of sight: ${text}`),
    ...pairsOf(buttons)
      .filter(([one, other]) => isSomething(within(one.box, other.box)))
      .map(([one, other]) => `buttons overlap: ${one.text} / ${other.text}`),
  ];
  const some = (is) => texts.filter(({ rows }) => is(rows)).map(({ text }) => text);
  return {
    faults,
    whole: some((rows) => rows.every((share) => share > 0.99)),
    cut: some((rows) => rows.some((share) => share > 0.01 && share < 0.99)),
  };
}

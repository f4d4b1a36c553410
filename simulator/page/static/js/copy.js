// @ts-check
/** Text for the clipboard. */
import { h } from "./dom.js";

const TOLD = 1600; // milliseconds for which it says that it copied

/** @param {() => string} text @param {string} [name] what the button says */
export function copyButton(text, name = "Copy") {
  const button = h("button", { type: "button", class: "quiet copy" }, name);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => (button.textContent = name), TOLD);
  });
  return button;
}

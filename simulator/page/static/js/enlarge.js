// @ts-check
/** A larger stage for what stands on a screen. Escape brings the page back as it was. */
import { byId } from "./dom.js";

/** @param {import("./desk.js").Desk} desk */
export function enlarge(desk) {
  const button = byId("enlarge");
  const isLarge = () => button.getAttribute("aria-pressed") === "true";
  /** @param {boolean} large */
  const set = (large) => {
    button.setAttribute("aria-pressed", String(large));
    byId("desk").classList.toggle("enlarged", large);
  };
  button.addEventListener("click", () => set(!isLarge()));
  desk.addEventListener("change", () => {
    if (!desk.facts) return;
    button.hidden = !desk.device.screen;
    if (button.hidden) set(false);
  });

  /** @returns {boolean} whether it was large */
  return function shrink() {
    if (!isLarge()) return false;
    set(false);
    button.focus();
    return true;
  };
}

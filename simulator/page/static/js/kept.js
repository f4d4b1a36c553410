// @ts-check
/** What a browser keeps for the page: the desk of a tab, and choices that outlive it. Works where storage is off. */

/** @param {() => Storage} area */
const kept = (area) => ({
  /** @param {string} name @returns {any} */
  get(name) {
    try {
      return JSON.parse(area().getItem(`voice-shop.${name}`) ?? "null");
    } catch {
      return null;
    }
  },
  /** @param {string} name @param {unknown} value */
  set(name, value) {
    try {
      area().setItem(`voice-shop.${name}`, JSON.stringify(value));
    } catch {
      // nothing is kept
    }
  },
});

/** For this tab, across reloads. */
export const tab = kept(() => sessionStorage);
/** For this browser. */
export const browser = kept(() => localStorage);

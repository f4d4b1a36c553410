// @ts-check
// Not a module: it runs before the first paint, so that a chosen theme never flashes the other one.
(() => {
  const KEY = "voice-shop.theme";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off
    }
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

  const theme = chosen();
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  document.addEventListener("DOMContentLoaded", () => {
    const button = /** @type {HTMLButtonElement} */ (document.getElementById("theme"));
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // the choice lasts until the page is loaded again
      }
      show();
    });
    dark.addEventListener("change", show);
    show();
  });
})();

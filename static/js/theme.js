// Remembers the theme switch in the masthead. Loaded in the head, blocking, so that no page flashes in the wrong colours;
// without it the switch still works on its own page, by CSS.
(function () {
  "use strict";

  const KEY = "theme";
  const THEMES = ["light", "dark"];

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // Storage is switched off: every page starts with the system's colours.
    }
  }

  function remember(theme) {
    try {
      if (THEMES.includes(theme)) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  }

  function apply(theme) {
    if (THEMES.includes(theme)) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }

  const theme = remembered();
  apply(theme);

  document.addEventListener("DOMContentLoaded", () => {
    // "System" too: Firefox restores the switch as it was before a reload, while another tab may have moved it.
    const own = document.querySelector(`[name=theme][value=${THEMES.includes(theme) ? theme : "system"}]`);
    if (own) own.checked = true;
  });
  document.addEventListener("change", (event) => {
    if (event.target.name !== "theme") return;
    remember(event.target.value);
    apply(event.target.value);
  });
})();

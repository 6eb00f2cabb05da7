// Small improvements only: every staff page works without this file.
(() => {
  "use strict";

  const target = document.querySelector("[data-focus], .errornote");
  if (target) {
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus();
  }

  // Enter that confirms a Japanese conversion must not save the page. Safari ends the composition
  // before that key arrives, where only the key code 229 tells.
  document.addEventListener(
    "keydown",
    (event) => {
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key === "Enter" && composing && event.target.matches("input")) event.preventDefault();
    },
    true,
  );

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();

// Small improvements only: every page works without this file.
(() => {
  "use strict";

  // Take people who sent a form with errors to the list of what to correct, where the browser has
  // not followed the attribute autofocus itself.
  window.addEventListener("load", () => {
    const target = document.querySelector("[data-focus]");
    if (target && document.activeElement !== target) target.focus();
  });

  // Enter that confirms a Japanese conversion must not send the form. Safari ends the composition
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

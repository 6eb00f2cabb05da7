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

  // Whoever looks for an entry of the menu finds it in folded groups too.
  const filter = document.getElementById("nav-filter");
  if (filter) {
    const groups = [...document.querySelectorAll(".nav-group")];
    const opened = groups.map((group) => group.open);
    const unfold = () => {
      groups.forEach((group, place) => {
        const rows = [...group.querySelectorAll("tr")];
        const found = rows.some((row) => row.style.display !== "none");
        group.hidden = filter.value !== "" && !found;
        group.open = filter.value === "" ? opened[place] : found;
      });
    };
    filter.addEventListener("input", unfold);
    if (filter.value !== "") unfold();
  }

  // How far a job is: asked again every few seconds, the whole page once it has ended.
  const watch = async () => {
    const shown = document.querySelector("[data-watch]");
    if (!shown) return;
    try {
      const answer = await fetch(window.location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById(shown.id);
      if (!answer.ok || !now) return;
      if (!now.matches("[data-watch]")) return window.location.reload();
      if (now.textContent !== shown.textContent) shown.replaceChildren(...now.childNodes);
    } catch {
      // The connection is gone for a moment; the next time tells.
    }
    window.setTimeout(watch, 3000);
  };
  if (document.querySelector("[data-watch]")) window.setTimeout(watch, 3000);
})();

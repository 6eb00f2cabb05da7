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

  // What was searched for goes when the next name is typed.
  for (const field of document.querySelectorAll("[data-select]")) {
    field.addEventListener("focus", () => field.select());
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // The menu folds to leave its room to a wide table, and stays as it was left.
  for (const button of document.querySelectorAll("[data-fold]")) {
    const part = document.getElementById(button.dataset.fold);
    const fold = (folded) => {
      part.hidden = folded;
      button.setAttribute("aria-expanded", String(!folded));
    };
    button.hidden = false;
    fold(localStorage.getItem(button.dataset.fold) === "folded");
    button.addEventListener("click", () => {
      fold(!part.hidden);
      localStorage.setItem(button.dataset.fold, part.hidden ? "folded" : "open");
    });
  }

  // すべての機能 narrows while one types; what is typed is compared as on the server, nearly.
  const functions = document.getElementById("functions-q");
  if (functions && functions.value === "") {
    const told = document.getElementById("functions-found");
    const groups = [...document.querySelectorAll(".functions")];
    const jumps = document.querySelector(".functions-groups");
    const hiragana = (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60);
    const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, hiragana);
    functions.addEventListener("input", () => {
      const words = plain(functions.value).split(/\s+/).filter(Boolean);
      let found = 0;
      // They would lead to what is not shown.
      if (jumps) jumps.parentElement.hidden = words.length > 0;
      for (const group of groups) {
        const lines = [...group.querySelectorAll("li")];
        for (const line of lines) {
          const text = plain([group.dataset.group, line.dataset.reading, line.textContent].join(" "));
          line.hidden = !words.every((word) => text.includes(word));
        }
        const shown = lines.filter((line) => !line.hidden).length;
        group.hidden = shown === 0;
        found += shown;
      }
      told.textContent = found
        ? `${found}件の機能があります。`
        : "合う機能はありません。「名簿」「印刷」のように、短い言葉で探してください。";
    });
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

// Keeps a long report on the server while it is typed; the page works without it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  const state = document.querySelector("[data-draft-state]");
  if (!form || !state) return;
  const QUIET = 2000;
  const RETRY = 15000;
  let timer = 0;
  let version = 0;

  const say = (text) => {
    state.hidden = false;
    state.textContent = text;
  };

  const later = (wait) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, wait);
  };

  const keep = async () => {
    const sent = version;
    const body = new FormData(form);
    body.set("step", "save");
    try {
      const answer = await fetch(window.location.pathname, {
        method: "POST",
        headers: { "X-Sasae-Draft": "1" },
        body,
      });
      const said = await answer.json();
      if (!answer.ok) return say(said.sentence || "下書きを保存できませんでした。");
      say(`下書きを保存しました（${said.saved}）`);
      if (version !== sent) later(QUIET);
    } catch {
      say("つながらないため、まだ保存していません。この画面を閉じないでください。");
      later(RETRY);
    }
  };

  form.addEventListener("input", () => {
    version += 1;
    later(QUIET);
  });
  // A slow page is typed into before this runs; a browser brings back what was typed before.
  const typed = ({ type, value, defaultValue, checked, defaultChecked }) =>
    ["checkbox", "radio"].includes(type)
      ? checked !== defaultChecked
      : defaultValue !== undefined && value !== defaultValue;
  if ([...form.elements].some(typed)) {
    version += 1;
    later(QUIET);
  }
  // Whoever is back in reach need not wait for the next try.
  window.addEventListener("online", () => {
    if (version) later(0);
  });
})();

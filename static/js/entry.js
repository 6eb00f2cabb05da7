// Helps while a call lasts: seats left, who has this number, keys. The grid works without it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  const address = form.dataset.entry;
  const seats = document.querySelector("[data-seats]");
  const back = document.querySelector("[data-take-back]");
  const organization = document.querySelector('meta[name="sasae-organization"]');
  const PAUSE = 400;
  const EVERY = 20000;

  const show = (lines) => {
    const text = lines.join("\n");
    if (seats && seats.textContent !== text) seats.textContent = text;
  };

  // ── seats ──
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(address, { headers: { "X-Sasae-Background": "1" } });
      if (answer.ok) show((await answer.json()).seats);
    } catch {
      // The next round asks again.
    }
  };
  window.setInterval(refresh, EVERY);

  // ── who has this number ──
  const asked = new Map();
  const ask = async (input) => {
    const phone = input.value;
    const hint = document.getElementById(`${input.id}-hint`);
    if (!hint || asked.get(input) === phone) return;
    asked.set(input, phone);
    if (phone.replace(/\D/g, "").length < 9 && !/[０-９]{9}/.test(phone)) {
      hint.textContent = "";
      return;
    }
    const body = new FormData();
    body.set("phone", phone);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const headers = organization ? { "X-Sasae-Organization": organization.content } : {};
    try {
      const answer = await fetch(address, { method: "POST", headers, body });
      if (!answer.ok || input.value !== phone) return;
      const said = await answer.json();
      hint.textContent = said.hint;
      show(said.seats);
    } catch {
      asked.delete(input);
    }
  };
  let timer = 0;
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-phone]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE, event.target);
  });

  // ── what else has to be asked ──
  // Once somebody stands on a line, its questions are open: Tab leads into them.
  form.addEventListener("input", (event) => {
    const more = event.target.closest("tr")?.nextElementSibling;
    const part = more?.querySelector("details[data-needed]");
    if (part && event.target.value) part.open = true;
  });

  // ── keys ──
  const isBlank = (row) =>
    [...row.querySelectorAll("input")].every((input) => input.value.trim() === "");
  const nextLine = () => {
    const free = [...form.querySelectorAll("tbody tr:not(.entry__more)")].find(isBlank);
    const first = free && free.querySelector("input");
    if (first) first.focus();
  };
  const isTyping = (target) => target.matches("input, select, textarea") && target.value !== "";

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if ((event.key === "F2" && plain) || (event.altKey && event.code === "KeyN")) {
      event.preventDefault();
      nextLine();
    } else if (event.ctrlKey && !event.shiftKey && event.code === "KeyZ" && back) {
      // While something stands in the box, the browser takes back what was typed.
      if (event.target.matches("[name^=line-]") && isTyping(event.target)) return;
      event.preventDefault();
      back.click();
    }
  });
})();

// One key hides the page from a visitor at the counter; the link does the same without this file.
(() => {
  "use strict";

  const way = document.querySelector("[data-curtain]");
  if (!way) return;

  const title = document.title;
  const curtain = document.createElement("div");
  const back = document.createElement("button");
  back.type = "button";
  back.className = "dads-button dads-button--outline";
  back.textContent = "画面に戻る（F9）";
  curtain.className = "curtain";
  curtain.setAttribute("role", "dialog");
  curtain.setAttribute("aria-modal", "true");
  curtain.setAttribute("aria-label", "画面を隠しています");
  curtain.append(back);

  let before = null;
  const others = () => [...document.body.children].filter((one) => one !== curtain);

  const hide = () => {
    before = document.activeElement;
    document.body.append(curtain);
    for (const one of others()) one.inert = true;
    document.title = "お待ちください";
    document.documentElement.classList.add("is-curtained");
    back.focus();
  };

  const show = () => {
    curtain.remove();
    for (const one of others()) one.inert = false;
    document.title = title;
    document.documentElement.classList.remove("is-curtained");
    if (before) before.focus();
  };

  const toggle = (event) => {
    event.preventDefault();
    if (curtain.isConnected) show();
    else hide();
  };

  way.addEventListener("click", toggle);
  back.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === "F9" && !event.repeat) toggle(event);
  });
})();

// The composer: chips that are tapped instead of lists of impacts, and the title that writes itself.
(() => {
  "use strict";
  const form = () => document.getElementById("composer");

  const show = (pick) => {
    const list = pick.querySelector("select");
    const option = list.selectedOptions[0];
    const button = pick.querySelector("button");
    const name = pick.dataset.name;
    button.className = list.value ? `chip status ${option.dataset.mark}` : "chip";
    button.setAttribute("aria-pressed", list.value ? "true" : "false");
    button.replaceChildren();
    if (list.value) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      svg.setAttribute("class", `g ${option.dataset.mark}`);
      svg.setAttribute("aria-hidden", "true");
      use.setAttribute("href", `#${option.dataset.mark}`);
      svg.append(use);
      button.append(svg, ` ${name} · ${option.textContent.toLowerCase()}`);
    } else button.append(name);
  };

  const dress = () => {
    document.querySelectorAll("#chips-list .pick:not([data-dressed])").forEach((pick) => {
      pick.dataset.dressed = "";
      const button = document.createElement("button");
      button.type = "button";
      button.id = `tap-${pick.querySelector("select").name}`;
      pick.querySelector("label").hidden = true;
      pick.append(button);
      show(pick);
    });
  };

  document.addEventListener("click", (event) => {
    const pick = event.target.closest("#chips-list .pick > button")?.parentElement;
    if (!pick) return;
    const list = pick.querySelector("select");
    list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
    show(pick);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("titled", (event) => {
    const title = document.getElementById("title");
    const auto = document.getElementById("auto-title");
    if (title && title.value === auto.value) title.value = auto.value = event.detail.title;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    dress();
    const swapped = event.detail.target;
    if (!form() || swapped.id === "preview") return;
    form().querySelectorAll("input[data-restored]").forEach((input) => input.remove());
    form().dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("DOMContentLoaded", dress);
})();

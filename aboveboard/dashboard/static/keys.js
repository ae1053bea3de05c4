// Single keys: what an element with data-key does, "g" and a letter to go somewhere, "?" for the list. Never inside a field.
(() => {
  "use strict";
  const isField = (node) => node.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  let going = 0;

  const step = (by) => {
    const rows = [...document.querySelectorAll("main tbody tr, main .ruled > li")].filter((row) => row.querySelector("a, button, input"));
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by))];
    (next.querySelector("a") || next.querySelector("button, input")).focus();
  };

  const press = (found) => {
    if (found.matches("input:not([type=checkbox], [type=radio]), textarea, select")) found.focus();
    else found.click();
  };

  const act = (event) => {
    const key = event.key;
    if (Date.now() - going < 1500) {
      going = 0;
      document.querySelector(`.rail [data-go="${CSS.escape(key)}"]`)?.click();
    } else if (key === "g") going = Date.now();
    else if (key === "?") document.getElementById("keys")?.showModal();
    else if (key === "/") document.querySelector("input[type=search]")?.focus();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "x") document.activeElement?.closest("tr, li")?.querySelector("input[type=checkbox]")?.click();
    else {
      const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!found) return;
      press(found);
    }
    event.preventDefault();
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest?.("form[data-publishes]") || document.querySelector("form[data-publishes]");
      const button = form?.querySelector("[data-publish]");
      if (button) form.requestSubmit(button);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (document.querySelector(".shell[data-keys]") && !isField(event.target) && !document.querySelector("dialog[open]")) act(event);
    }
  });
})();

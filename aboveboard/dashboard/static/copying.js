// A button that copies a field or the address of a link, shown only where there is a script. Without permission to copy, the old way is tried.
(() => {
  "use strict";
  const chosen = (text) => {
    const field = Object.assign(document.createElement("input"), { value: text, className: "vh" });
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copy]").forEach((button) => {
      const from = document.getElementById(button.dataset.copy);
      const text = from.href || from.value;
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        from.select?.(); // so that a key copies it, where nothing else does
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          if (!chosen(text)) return;
        }
        button.textContent = button.dataset.done;
      });
    });
  });
})();

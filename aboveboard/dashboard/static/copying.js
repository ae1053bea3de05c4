// A button that copies a field, shown only where there is a script. Without permission to copy, the field is chosen, so that a key does it.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copy]").forEach((button) => {
      const field = document.getElementById(button.dataset.copy);
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        field.select();
        try {
          await navigator.clipboard.writeText(field.value);
        } catch {
          if (!document.execCommand("copy")) return;
        }
        button.textContent = button.dataset.done;
      });
    });
  });
})();

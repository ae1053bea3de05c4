// Toasts that offer a way back go when their time is up; one that was reached by the keyboard stays.
(() => {
  "use strict";
  const LASTS = 15000;
  const begin = () => {
    document.querySelectorAll(".toast[data-runs-out]:not([data-runs])").forEach((toast) => {
      toast.dataset.runs = "";
      setTimeout(() => {
        if (toast.contains(document.activeElement)) toast.addEventListener("focusout", () => toast.remove(), { once: true });
        else toast.remove();
      }, LASTS);
    });
  };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:load", begin);
  document.addEventListener("htmx:oobAfterSwap", begin);
})();

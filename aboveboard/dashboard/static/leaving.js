// Asks before somebody leaves words behind that were not saved. Forms that keep drafts need no question.
(() => {
  "use strict";
  const unsaved = new Set();
  const isKept = (form) => form.method !== "post" || form.dataset.draft || form.hasAttribute("hx-post");

  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form && event.isTrusted && !isKept(form) && !event.target.closest("table, .bulk")) unsaved.add(form);
    });
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });
})();

// Keeps what somebody writes in the browser until it was sent: a session may end and a server may start anew meanwhile.
(() => {
  "use strict";
  const LASTS = 7 * 24 * 3600 * 1000;
  const PREFIX = "aboveboard-draft:";
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "revision", "do", "find"]);

  const kept = (name) => {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  };
  const forget = (name) => {
    try {
      localStorage.removeItem(PREFIX + name);
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
  };
  const clock = (at) => new Date(at).toTimeString().slice(0, 8);
  const say = (form, template, at) => {
    const place = form.querySelector("[data-kept]");
    if (place) place.textContent = template.replace("…", clock(at));
    const away = form.querySelector("[data-throw]");
    if (away) away.hidden = false;
  };

  const keep = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (!LEFT_OUT.has(name) && typeof value === "string") fields[name] = value;
    const at = Date.now();
    try {
      localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at, fields }));
      say(form, form.dataset.saysKept || "Draft kept …", at);
    } catch {
      say(form, "", at);
    }
  };

  const put = (form, name, value) => {
    const field = form.elements.namedItem(name);
    if (!field) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      input.dataset.restored = "";
      form.append(input);
    } else if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  };

  const restore = (form) => {
    const draft = kept(form.dataset.draft);
    if (!draft || Date.now() - draft.at > LASTS) return forget(form.dataset.draft);
    if (form.querySelector("[aria-invalid]")) return undefined; // what was sent and refused is newer than what was kept
    for (const [name, value] of Object.entries(draft.fields)) put(form, name, value);
    say(form, form.dataset.saysKept || "Draft kept …", draft.at);
    form.querySelectorAll("details").forEach((part) => {
      if ([...part.querySelectorAll("input, select")].some((field) => field.value && field.type !== "checkbox" && draft.fields[field.name])) part.open = true;
    });
    return setTimeout(() => {
      document.body.dispatchEvent(new Event("restored"));
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-sent]").forEach((told) => forget(told.dataset.sent));
    document.querySelectorAll("form[data-draft]").forEach(restore);
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest?.("[data-throw]")?.closest("form[data-draft]");
    if (!form) return;
    forget(form.dataset.draft);
    location.assign(location.pathname);
  });
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("form[data-draft]");
      if (form && event.isTrusted !== false) keep(form);
      else if (form && event.target.name?.startsWith("c-")) keep(form);
    });
  document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("form[data-draft]").forEach((form) => form.querySelector("[data-kept]:not(:empty)") && keep(form)));
})();

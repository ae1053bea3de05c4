// Drags rows to another place or group, and tells the server the order. Without it, the buttons Up and Down do the same.
for (const table of document.querySelectorAll("table[data-arrange]")) {
  let held = null;

  const send = (body) => {
    const form = new URLSearchParams({ group: body.dataset.group || "" });
    for (const row of body.querySelectorAll("tr[data-component]")) form.append("component", row.dataset.component);
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(table.dataset.arrange, { method: "POST", body: form, headers: { "X-CSRFToken": token } }).then((answer) => {
      if (!answer.ok) location.reload();
    });
  };

  for (const row of table.querySelectorAll("tbody[data-group] tr[data-component]")) {
    row.draggable = true;
    row.addEventListener("dragstart", () => { held = row; row.classList.add("chosen"); });
    row.addEventListener("dragend", () => { held = null; row.classList.remove("chosen"); });
    row.addEventListener("dragover", (event) => {
      if (!held || held === row) return;
      event.preventDefault();
      const { top, height } = row.getBoundingClientRect();
      row.parentNode.insertBefore(held, event.clientY < top + height / 2 ? row : row.nextSibling);
    });
    row.addEventListener("drop", (event) => { event.preventDefault(); send(row.closest("tbody")); });
  }
}

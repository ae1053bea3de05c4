// Counts what is chosen in a list, shows the bar of what can be done with it, and lets a whole page be chosen by shift.
const boxes = [...document.querySelectorAll("input[name=chosen]")];
const bar = document.querySelector(".bulk");
const count = document.querySelector("[data-chosen-count]");
let last = null;

function show() {
  const chosen = boxes.filter((box) => box.checked).length;
  if (bar) bar.hidden = chosen === 0;
  if (count) count.textContent = `${count.dataset.word} ${chosen}`;
}

if (count) count.dataset.word = count.textContent;
for (const box of boxes) {
  box.addEventListener("click", (event) => {
    if (event.shiftKey && last !== null) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
  });
  box.addEventListener("change", show);
}
document.addEventListener("reset", () => setTimeout(show));
show();

// Pop: the buttons beside what the mouse has chosen.

let pop = null;

export function openPop(box, buttons, title = "") {
  closePop();
  pop = document.createElement("div");
  pop.className = "pop";
  if (title) {
    const head = document.createElement("span");
    head.textContent = title;
    pop.append(head);
  }
  for (const [act, words] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.do = act;
    button.textContent = words;
    pop.append(button);
  }
  document.body.append(pop);
  const left = Math.max(8, Math.min(box.left + scrollX, innerWidth - pop.offsetWidth - 8));
  pop.style.left = `${left}px`;
  pop.style.top = `${box.bottom + scrollY + 6}px`;
}

export function closePop() {
  pop?.remove();
  pop = null;
}

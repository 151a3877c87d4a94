// Picker: any label by typing a part of its name.

const dialog = document.getElementById("picker");
const input = document.getElementById("picker-input");
const about = document.getElementById("picker-about");
const options = dialog ? [...dialog.querySelectorAll("[role=option]")] : [];
let take = null;

function visible() {
  return options.filter((option) => !option.hidden);
}

function point(option) {
  for (const one of options) one.setAttribute("aria-selected", String(one === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function narrow(groups) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of options) {
    option.hidden = !groups.includes(option.dataset.group) || !words.every((word) => option.dataset.words.includes(word));
  }
  const start = visible().find((option) => option.dataset.words.startsWith(words[0] ?? ""));
  point(start ?? visible()[0] ?? null);
}

// Let a person choose a label of some groups; `taken` is called with its group and name.
export function pick(groups, what, taken) {
  take = taken;
  dialog.dataset.groups = groups.join(" ");
  about.textContent = what;
  input.value = "";
  narrow(groups);
  dialog.showModal();
  input.focus();
}

function choose(option) {
  if (!option) return;
  dialog.close();
  take?.(option.dataset.group, option.dataset.label);
}

if (dialog) {
  input.addEventListener("input", () => narrow(dialog.dataset.groups.split(" ")));
  input.addEventListener("keydown", (event) => {
    const shown = visible();
    const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") point(shown[Math.min(at + 1, shown.length - 1)]);
    else if (event.key === "ArrowUp") point(shown[Math.max(at - 1, 0)]);
    else if (event.key === "Enter") choose(shown[at]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
    choose(event.target.closest("[role=option]"));
  });
}

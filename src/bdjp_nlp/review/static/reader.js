// Reader: a long paper's parts as they are scrolled to, the page beside the text, and the layers.

const main = document.getElementById("main");
const leaf = document.getElementById("leaf");
const LINE_SIGNS = 68, LINE_PIXELS = 31, GAP = 1.5;
const hidden = new Set();
// The name that a page is about, by its identifiers: its mentions stand out.
const sought = new Set(document.querySelector("[data-sought]")?.dataset.sought.split(" "));

export function fetched(address) {
  return fetch(address, { headers: { accept: "text/html" } }).then((answer) => {
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.text();
  });
}

export async function load(part) {
  if (part.dataset.loaded) return;
  part.dataset.loaded = "yes";
  try {
    part.innerHTML = await fetched(part.dataset.part);
    part.style.minHeight = "";
    dim(part);
  } catch {
    delete part.dataset.loaded;
  }
}

function keepFree(part) {
  part.style.minHeight = `${Math.round((Number(part.dataset.signs) / LINE_SIGNS) * LINE_PIXELS * GAP)}px`;
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) {
    near.unobserve(entry.target);
    load(entry.target);
  }
}, { rootMargin: "1500px 0px" });

for (const part of document.querySelectorAll(":is(.part, .stretch):not([data-loaded])")) {
  keepFree(part);
  near.observe(part);
}

// The page of a passage, framed; it is asked for once the reader stays.
let waiting = 0;
export function show(article, framed = true) {
  if (!leaf || !article?.dataset.page) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => turn(article.dataset.page, framed ? article.dataset.passage : ""), 120);
}

export async function turn(page, passage = "") {
  const key = `${page} ${passage}`;
  if (!leaf || leaf.dataset.shown === key || !leaf.checkVisibility()) return;
  leaf.dataset.shown = key;
  leaf.dataset.page = page;
  try {
    leaf.innerHTML = await fetched(`${leaf.dataset.leaf}?${new URLSearchParams(passage ? { passage } : { page })}`);
  } catch { /* the page stays as it was */ }
}

if (leaf) {
  let still = 0;
  addEventListener("scroll", () => {
    clearTimeout(still);
    still = setTimeout(() => {
      const box = main.querySelector(".passages").getBoundingClientRect();
      const at = document.elementFromPoint(box.left + 20, innerHeight / 3)?.closest(".passage");
      if (at && at.dataset.page && at.dataset.page !== leaf.dataset.page) show(at, at.matches(".on"));
    }, 160);
  }, { passive: true });
}

// Layers: whole groups by a class of the page, single labels by a class of their marks.
export function dim(root = document) {
  for (const mark of root.querySelectorAll("mark[data-label]")) {
    mark.classList.toggle("off", hidden.has(mark.dataset.label));
    mark.classList.toggle("sought", sought.has(mark.dataset.entity));
  }
}
if (sought.size) dim();

document.addEventListener("change", (event) => {
  const layer = event.target.dataset?.layer;
  if (layer) main.classList.toggle(`no-${layer}`, !event.target.checked);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-layer-label]");
  if (!button) return;
  const shown = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(shown));
  hidden[shown ? "delete" : "add"](button.dataset.layerLabel);
  dim();
});

// On narrow screens what stands beside the text begins closed.
if (matchMedia("(max-width: 1000px)").matches) {
  for (const details of document.querySelectorAll("details[data-wide-open]")) details.open = false;
}

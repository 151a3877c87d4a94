// Reader: a long paper's parts once they are needed, the page beside the text, and the layers.

import { ask } from "./asking.js";

const main = document.getElementById("main");
const leaf = document.getElementById("leaf");
const LINE_SIGNS = 68, LINE_PIXELS = 31, GAP = 1.5;
const hidden = new Set();
// The name that a page is about, by its identifiers: its mentions stand out.
const sought = new Set(document.querySelector("[data-sought]")?.dataset.sought.split(" "));

// A part of the paper now, wherever the reader is; done once it is there or has failed.
export function load(part) {
  const later = part.querySelector(":scope > .later");
  if (!later) return Promise.resolve();
  return new Promise((done) => {
    part.addEventListener("htmx:afterRequest", done, { once: true });
    htmx.trigger(later, "wanted");
  });
}

// Parts are fetched before they are seen (htmx's own `intersect` knows no margin), and their room is kept free till then.
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) load(entry.target);
}, { rootMargin: "1500px 0px" });

document.addEventListener("DOMContentLoaded", () => {
  for (const { parentElement: part } of document.querySelectorAll(".later")) {
    part.style.minHeight = `${Math.round((Number(part.dataset.signs) / LINE_SIGNS) * LINE_PIXELS * GAP)}px`;
    near.observe(part);
  }
});
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches(".part, .stretch")) return;
  target.style.minHeight = "";
  near.unobserve(target);
});

// The page of a passage, framed; it is asked for once the reader stays.
let waiting = 0;
export function show(article, framed = true) {
  if (!leaf || !article?.dataset.page) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => turn(article.dataset.page, framed ? article.dataset.passage : ""), 120);
}

function turn(page, passage) {
  const shown = leaf.querySelector(".sheet")?.dataset;
  if (!leaf.checkVisibility() || (shown?.page === page && shown.passage === passage)) return;
  ask(leaf, passage ? { passage } : { page });
}

if (leaf) {
  let still = 0;
  addEventListener("scroll", () => {
    clearTimeout(still);
    still = setTimeout(() => {
      const box = main.querySelector(".passages").getBoundingClientRect();
      const at = document.elementFromPoint(box.left + 20, innerHeight / 3)?.closest(".passage");
      if (at && at.dataset.page !== leaf.querySelector(".sheet")?.dataset.page) show(at, at.matches(".on"));
    }, 160);
  }, { passive: true });
}

// Layers: whole groups by a class of the page, single labels by a class of their marks.
function dim(root) {
  for (const mark of root.querySelectorAll("mark[data-label]")) {
    mark.classList.toggle("off", hidden.has(mark.dataset.label));
    mark.classList.toggle("sought", sought.has(mark.dataset.entity));
  }
}
if (sought.size) dim(document);
document.addEventListener("htmx:load", ({ target }) => { if (sought.size || hidden.size) dim(target); });

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
  dim(document);
});

// On narrow screens what stands beside the text begins closed.
if (matchMedia("(max-width: 1000px)").matches) {
  for (const details of document.querySelectorAll("details[data-wide-open]")) details.open = false;
}

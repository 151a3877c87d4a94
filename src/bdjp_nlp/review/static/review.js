// Review: keys and clicks become requests; the server writes decisions down and sends the passage back as it stands.
// What is fetched and where it goes stands in the markup and is htmx's; here is when, and where one is then.

import { chosen, letGo, stepWord } from "./words.js";
import { pick } from "./picker.js";
import { ask } from "./asking.js";
import { closePop, openPop } from "./pop.js";
import { readOut, say } from "./said.js";
import { load, show } from "./reader.js";

const main = document.getElementById("main");
const help = document.getElementById("help");
const bar = document.querySelector(".bar");
const desk = document.querySelector(".desk");
const AIR = 40; // pixels above and below a passage that is shown whole
// In the queue only what waits is stepped to; elsewhere every code that nobody has judged.
const inQueue = document.querySelector("[data-queue]");
const TODO = inQueue ? ".code.is-unsure, .code.is-disputed" : '.code[data-todo="yes"]';
let current = null; // the passage in focus
let inside = null; // what in it is in focus: a code, a fact, a name; or null
let put = null; // the code that a key has put last, as about() says it

// Where one is

function enter(article, item = null, scroll = true) {
  for (const one of document.querySelectorAll(".on")) one.classList.remove("on");
  current = article;
  inside = item;
  if (!article) return;
  article.classList.add("on");
  const target = item ?? article;
  if (item) {
    item.classList.add("on");
    if (!item.hasAttribute("tabindex")) item.tabIndex = -1;
  }
  target.focus({ preventScroll: true });
  if (scroll) bringIntoView(article, item);
  show(article);
}

// Nobody judges a code without reading: the whole passage, where the window has room for it, else from its first line.
// Twice, since passages that were not drawn yet take their real height once they come into view.
function bringIntoView(article, item) {
  const place = () => {
    const [top, bottom] = [bar.offsetHeight, innerHeight - (desk?.offsetHeight ?? 0)];
    const box = article.getBoundingClientRect();
    const whole = box.top >= top && box.bottom <= bottom;
    if (!whole || !item) article.scrollIntoView({ block: box.height < bottom - top - 2 * AIR ? "center" : "start" });
    item?.scrollIntoView({ block: "nearest" });
  };
  place();
  requestAnimationFrame(() => { if (current === article) place(); });
}

// Everything of a kind in reading order, the parts of a paper that are not there yet included.
async function step(selector, direction, from) {
  const everything = () => [...document.querySelectorAll(`${selector}, .part > .later`)];
  for (;;) {
    const all = everything();
    const anchor = from ?? current;
    const following = all.filter((one) => {
      if (!anchor) return true;
      if (one === anchor || (selector === ".passage" && one.contains(anchor))) return false;
      const later = anchor.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
      return direction > 0 ? later : !later && !one.contains(anchor);
    });
    const next = direction > 0 ? following[0] : following[following.length - 1];
    if (!next || !next.matches(".later")) return next ?? null;
    await load(next.parentElement);
    if (next.isConnected) return null;
  }
}

async function move(selector, direction) {
  const from = selector === ".passage" ? current : inside ?? current;
  const next = await step(selector, direction, from);
  if (!next) {
    if (selector !== TODO || direction < 0 || !await further()) say("There is nothing further.");
    return;
  }
  letGo();
  const article = next.closest(".passage");
  enter(article, next === article ? null : next);
}

// Deciding

// What stood in a passage, in the same passage as the server has sent it since.
function same(article, item) {
  if (!item) return null;
  const meant = JSON.stringify(about(item));
  return [...article.querySelectorAll(".code, .fact, .ent")].find((one) => JSON.stringify(about(one)) === meant) ?? null;
}

async function decide(article, values, item = null, advance = false) {
  closePop();
  await ask(article, values);
  if (article.isConnected) return;
  const fresh = document.getElementById(article.id);
  letGo();
  let next = same(fresh, item);
  if (advance) {
    const todo = await step(TODO, 1, next ?? fresh);
    if (todo && (inQueue || fresh.contains(todo))) { enter(todo.closest(".passage"), todo); return; }
    if (!todo && await further()) return;
    next = null;
  }
  enter(fresh, next, false);
}

function about(item) {
  if (item.matches(".code")) return { group: item.dataset.group, label: item.dataset.label };
  const [start, end] = item.dataset.units.split(",").map(Number);
  if (item.matches(".fact")) {
    return { group: "facts", label: item.dataset.label, subject: item.dataset.subject, object: item.dataset.object, start, end };
  }
  return { group: "entities", start, end };
}

// At the end of the queue's page: the next passages that wait.
async function further() {
  const link = document.querySelector("a[data-further]");
  if (!link || document.querySelector(TODO)) return false;
  await ask(link);
  return true;
}

async function judge(act) {
  const words = chosen();
  const article = words?.article ?? current;
  if (!article) { say("Choose a passage first: j goes to the next."); return; }
  if (inside && article.contains(inside)) await decide(article, { act, ...about(inside) }, inside, inside.matches(".code"));
  else if (!article.querySelector(".codes") && act === "reject") say("Nothing is coded here.");
  else await decide(article, { act });
}

async function label(group, name) {
  const words = chosen();
  const article = words?.article ?? current;
  if (!article) { say("Choose a passage first: j goes to the next."); return; }
  const span = words ? { start: words.start, end: words.end } : {};
  if (group === "entities") {
    const at = words ? span : inside?.matches(".ent") ? about(inside) : null;
    if (!at) { say("Choose the words of the name first."); return; }
    await decide(article, { act: "accept", group, label: name, start: at.start, end: at.end });
  } else {
    put = { group, label: name };
    await decide(article, { act: words ? "evidence" : "toggle", group, label: name, ...span });
  }
}

function openPicker() {
  const words = chosen();
  if (!current && !words) { say("Choose a passage first: j goes to the next."); return; }
  if (words) pick(["themes", "constraints", "entities"], `“${words.range.toString().trim()}”`, resuming(words, labelled));
  else if (inside?.matches(".ent")) pick(["entities"], `“${inside.textContent}” is …`, labelled);
  else pick(["themes", "constraints"], "The passage bears …", labelled);
}

function labelled(group, name) {
  inOrder(() => label(group, name));
}

// A dialog takes the selection away; it is made again before the label is set.
function resuming(words, then) {
  return (group, name) => {
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(words.range);
    then(group, name);
  };
}

// What is undone may be anywhere: the server says which passage its answer replaces.
let undone = null;
document.addEventListener("htmx:oobAfterSwap", ({ target }) => { if (target.matches(".passage")) undone = target; });

async function undo() {
  const button = document.querySelector("[data-do=undo]");
  if (!button) return;
  undone = null;
  await ask(button);
  if (undone) enter(undone);
}

// Stance and explicit are of the constraint in focus; else of the one put last, or of the only one that the passage bears.
async function how(act) {
  const borne = [...(current?.querySelectorAll('.code.holds[data-group="constraints"]') ?? [])];
  const last = borne.find((one) => put?.group === "constraints" && one.dataset.label === put.label);
  const meant = inside ? inside.matches('.code[data-group="constraints"]') && inside : last ?? (borne.length === 1 && borne[0]);
  if (meant) await decide(current, { act, ...about(meant) }, meant);
  else say(borne.length ? "Which constraint? n and p go from code to code." : "No constraint is in focus.");
}

async function card() {
  if (!current) { say("Choose a passage first: j goes to the next."); return; }
  const dialog = document.getElementById("card");
  const words = dialog.querySelector("pre");
  words.textContent = "";
  await ask(current.querySelector("[data-do=card]"));
  if (!words.textContent) return;
  try {
    await navigator.clipboard.writeText(words.textContent);
    say("Copied as a citable card.");
  } catch {
    say("The browser does not let the page copy; the card is shown instead.");
    dialog.showModal();
  }
}

function open() {
  if (inside?.matches(".ent") && inside.dataset.entity) location.assign(`/entity/${inside.dataset.entity}`);
  else if (current?.querySelector(".where > a")) location.assign(current.querySelector(".where > a").href);
}

function appearance() {
  const root = document.documentElement;
  const dark = root.dataset.appearance ? root.dataset.appearance === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.appearance = dark ? "light" : "dark";
  try { localStorage.setItem("appearance", root.dataset.appearance); } catch { /* then only for this page */ }
}

// Keys

// What is asked for while the server still writes waits its turn: it is about the place that will then be in focus.
let turns = Promise.resolve();
let opening = false; // a dialog will open: what is pressed until then was meant for it
function inOrder(act, before = () => {}) {
  opening = act === openPicker || act === keys["?"];
  turns = turns.then(before).then(act).catch((error) => say(`That did not work: ${error.message}`)).finally(() => { opening = false; });
}

const keys = {
  j: () => move(".passage", 1),
  k: () => move(".passage", -1),
  n: () => move(TODO, 1),
  p: () => move(TODO, -1),
  "]": () => move("mark.ent", 1),
  "[": () => move("mark.ent", -1),
  a: () => judge("accept"),
  r: () => judge("reject"),
  s: () => how("stance"),
  x: () => how("explicit"),
  u: undo,
  c: card,
  o: open,
  "/": openPicker,
  "?": () => help.showModal(),
  f: () => document.getElementById("find").select(),
  Escape: () => { letGo(); closePop(); if (inside) enter(current, null, false); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (opening) { event.preventDefault(); return; }
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    if (!current || event.target.closest(".scroll")) return;
    const [direction, more] = [event.key === "ArrowRight" ? 1 : -1, event.shiftKey];
    inOrder(() => { if (current) stepWord(current, direction, more); });
    event.preventDefault();
    return;
  }
  if (/^[1-9]$/.test(event.key)) {
    const button = [...document.querySelectorAll(".keys button")].find((one) => one.querySelector("kbd").textContent === event.key);
    if (button) { inOrder(() => label(button.dataset.group, button.dataset.label)); event.preventDefault(); }
    return;
  }
  const act = keys[event.key];
  if (act) { event.preventDefault(); inOrder(act); }
});

// Clicks

function press(button) {
  const acts = {
    accept: () => judge("accept"), reject: () => judge("reject"), undo, pick: openPicker, card, open, appearance,
    label: () => label(button.dataset.group, button.dataset.label),
    stance: () => how("stance"), explicit: () => how("explicit"), help: keys["?"],
  };
  const act = acts[button.dataset.do];
  const article = button.closest(".passage"), item = button.closest(".code, .fact");
  if (!act) return;
  inOrder(act, () => {
    if (!article) return;
    current = document.getElementById(article.id);
    inside = current && same(current, item);
  });
}

// A button must not take the selection or the focus away before it acts.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".desk button, .pop button")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) { press(button); return; }
  if (event.target.closest(".pop, dialog, a, summary, input")) return;
  closePop();
  const article = event.target.closest(".passage");
  if (!article) return;
  const words = chosen();
  if (words) {
    current = article;
    openPop(words.range.getBoundingClientRect(), [["pick", "Label these words …"]]);
    return;
  }
  const name = event.target.closest("mark.ent");
  const item = name ?? event.target.closest(".code, .fact");
  enter(article, item, false);
  if (name) {
    const buttons = [["accept", "Accept"], ["reject", "Reject"], ["pick", "Relabel …"]];
    if (name.dataset.entity) buttons.push(["open", "All mentions"]);
    openPop(name.getBoundingClientRect(), buttons, name.title);
  }
});

document.addEventListener("focusin", (event) => {
  const article = event.target.closest(".passage");
  if (article && article !== current) {
    for (const one of document.querySelectorAll(".on")) one.classList.remove("on");
    article.classList.add("on");
    current = article;
    inside = event.target.closest(".code, .fact");
    show(article);
  }
});

// A place in the text, of which links tell the part of the page that holds it; elsewhere they open the document.
function goTo(place) {
  if (place.matches(".passage")) { enter(place); return; }
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-in]");
  const part = link && document.getElementById(link.dataset.in);
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await load(part);
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!place) { location.assign(link.href); return; }
  history.pushState({ place: place.id }, "", link.href);
  goTo(place);
  requestAnimationFrame(() => place.scrollIntoView({ block: place.matches(".passage") ? "center" : "start" }));
});
addEventListener("popstate", (event) => {
  const place = document.getElementById(event.state?.place);
  if (place) goTo(place);
});

// Where an address points into the text, or to what waits, one begins there.
function arrive() {
  const asked = new URLSearchParams(location.search);
  const at = asked.get("at") || location.hash.slice(1);
  const begin = at && document.getElementById(at);
  if (begin) {
    history.replaceState({ place: at }, "");
    goTo(begin);
  }
  if (asked.get("begin") === "first") inOrder(() => move(TODO, 1));
}

// More of a list, or another list, has taken the place of the one that was here.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches("#main, #documents")) return;
  current = inside = null;
  closePop();
  if (document.activeElement === document.body) target.focus({ preventScroll: true });
  readOut(target.querySelector("[role=status], .pager span")?.textContent ?? "");
  if (target === main) arrive();
});

// htmx, which comes before, has read the markup by then.
document.addEventListener("DOMContentLoaded", () => {
  arrive();
  // On a narrow screen the pages' names do not all fit: the one that is open is shown.
  const here = document.querySelector(".bar [aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 40;
  document.documentElement.dataset.ready = "yes";
});

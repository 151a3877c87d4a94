// Said: the line at the foot of the page that tells what was done, or why it was not; read out by screen readers.

const said = document.getElementById("said");
let shown = 0;

export function say(words) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
  said.classList.add("shown");
  clearTimeout(shown);
  shown = setTimeout(() => said.classList.remove("shown"), 3500);
}

// What is seen anyway is only read out.
export function readOut(words) {
  said.textContent = words;
}

// The server's own words come with its answer; without an answer, or without words, the page says so itself.
document.addEventListener("said", ({ detail }) => say(detail.value));
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!detail.xhr.getResponseHeader("HX-Trigger")) say(`The server answered ${detail.xhr.status}.`);
});
document.addEventListener("htmx:sendError", () => say("The server does not answer. Is bdjp review still running?"));

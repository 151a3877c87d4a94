// Asking: an element's markup says what it fetches or sends, and where the answer goes (hx-get, hx-post, hx-target); here
// it is told when, with what values. Done once the answer stands in the page, or once the page has said why there is none.

export async function ask(element, values = {}) {
  const verb = element.hasAttribute("hx-post") ? "post" : "get";
  try {
    await htmx.ajax(verb, element.getAttribute(`hx-${verb}`), { source: element, values });
  } catch { /* htmx:sendError has told it */ }
}

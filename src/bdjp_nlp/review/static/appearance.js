// Light or dark as chosen, set before the page is drawn; without a choice the browser's wish holds.
"use strict";
{
  let chosen = null;
  try { chosen = localStorage.getItem("appearance"); } catch { /* storage may be forbidden: the wish holds */ }
  if (chosen) document.documentElement.dataset.appearance = chosen;
}

/** Parts of the page that the server rendered anew: whoever was in the middle of something stays there. */

/** Show this HTML; the focus and open folds are kept by their `data-key`. */
export function paint(place, html) {
  if (place.shown === html) return;
  place.shown = html;
  const focus = place.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
  const open = [...place.querySelectorAll("details[open][data-key]")].map(({ dataset }) => dataset.key);
  place.innerHTML = html; // Rendered and escaped by the server.
  for (const key of open) find(place, key)?.setAttribute("open", "");
  if (focus) settle(place, focus);
}

/** What had the focus may be gone with the new state: then the whole part has it, so that Tab goes on from there. */
function settle(place, focus) {
  const again = find(place, focus.dataset.key);
  const target = again?.querySelector("summary") ?? again ?? place;
  if (target === place) place.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function find(place, key) {
  return place.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

/** Moving through the conversation by key: one tab stop, arrows move, Escape goes back to the words. */

export function moveByKeys(log, composer) {
  stopOnce(log.element);
  log.element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event, composer);
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key) || event.target.closest("summary, a, button, input, textarea")) return;
    const articles = log.articles;
    if (!articles.length) return;
    const here = articles.indexOf(event.target.closest(".message"));
    event.preventDefault();
    articles[next(event.key, here, articles.length)].focus();
  });
}

/** Tab meets what is inside of one message alone: the one the focus is or was in. */
function stopOnce(element) {
  let here = null;
  const arrange = () => element.querySelectorAll(".message :is(a, button, input, summary, textarea)").forEach((control) => {
    control.tabIndex = here?.contains(control) ? 0 : -1;
  });
  element.addEventListener("focusin", (event) => {
    here = event.target.closest(".message");
    arrange();
  });
  new MutationObserver(arrange).observe(element, { childList: true, subtree: true });
  arrange();
}

function next(key, here, count) {
  if (key === "Home") return 0;
  if (key === "End" || here < 0) return count - 1;
  return Math.min(count - 1, Math.max(0, here + (key === "ArrowUp" ? -1 : 1)));
}

function leave(event, composer) {
  const open = event.target.closest("details[open].more");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else composer?.focus();
}

/** Where the reader comes in: at the message that the address names, at the first new one, or at the end. */

import { bringIntoSight } from "./place.js";

const NAMED = /^#m-/;

export function land(log) {
  const go = () => arrive(log);
  go();
  const stays = new AbortController();
  const moved = () => stays.abort();
  for (const kind of ["wheel", "touchmove", "keydown"]) log.element.addEventListener(kind, moved, { signal: stays.signal, passive: true });
  // Letters of another width move everything; whoever has begun to read is left alone.
  document.fonts?.ready.then(() => stays.signal.aborted || go());
}

function arrive(log) {
  const sought = log.find(NAMED.test(location.hash) ? location.hash.slice(3) : new URLSearchParams(location.search).get("around"));
  if (sought) seek(log, sought);
  else if (log.divider.element.isConnected) bringIntoSight(log.element, log.divider.element);
  else log.toEnd();
  log.follows = log.isAtEnd;
}

/** Show the message that somebody was looking for. */
function seek(log, article) {
  log.element.querySelectorAll(".message--sought").forEach((one) => one.classList.remove("message--sought"));
  article.classList.add("message--sought");
  bringIntoSight(log.element, article);
}

/** A quote leads to what it quotes: here if it is loaded, else by its address. */
export function followQuotes(log) {
  log.element.addEventListener("click", (event) => {
    const quote = event.target.closest("a.quote");
    const article = quote && log.find(new URL(quote.href).hash.slice(3));
    if (!article || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    seek(log, article);
    article.focus({ preventScroll: true });
  });
}

/** The reader's place: what they look at does not move by a pixel, whatever comes or goes around it.
 *
 * By hand, because not every browser anchors scrolling; `overflow-anchor: none` keeps those that do from doing it twice.
 */

/** Do something to what is in the scroller and hold still what is seen. */
export function keepPlace(scroller, act) {
  const seen = seenIn(scroller).map((article) => ({ article, id: article.dataset.id, was: topOf(article) }));
  act();
  for (const { article, id, was } of seen) {
    const now = article.isConnected ? article : id && scroller.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
    if (!now) continue;
    const moved = topOf(now) - was;
    if (moved) scroller.scrollTop += moved;
    return;
  }
}

/** The messages in sight, those that begin in sight first. */
export function seenIn(scroller) {
  const { top, bottom } = scroller.getBoundingClientRect();
  const inSight = [...scroller.querySelectorAll(".message")].filter((article) => {
    const box = article.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
  return [...inSight.filter((article) => topOf(article) >= top), ...inSight.filter((article) => topOf(article) < top)];
}

/** Bring something into sight, a fifth below the upper edge, so that what follows is seen too. */
export function bringIntoSight(scroller, element) {
  scroller.scrollTop += topOf(element) - scroller.getBoundingClientRect().top - scroller.clientHeight / 5;
}

function topOf(element) {
  return element.getBoundingClientRect().top;
}

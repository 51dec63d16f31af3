/** Where the new begins: one line that stays where it is until the page is left. */

export class Divider {
  number = 0; // Of the first new message; 0 while nothing is new.

  constructor(log, part) {
    this.log = log;
    this.element = log.element.querySelector("[data-new]") ?? part.content.firstElementChild.cloneNode(true);
    if (this.element.isConnected) this.number = numberOf(nextMessage(this.element));
  }

  /** The new begins here, unless it has begun before. */
  begin(number) {
    this.number ||= number;
    this.arrange();
  }

  /** Stand before the first new message, where that is loaded together with what was before it. */
  arrange() {
    if (!this.number) return;
    const articles = this.log.articles.filter((article) => article.dataset.number);
    const first = articles.find((article) => numberOf(article) >= this.number && !article.matches(".message--mine"));
    if (!first || (first === articles[0] && this.log.hasOlder)) return this.element.remove();
    const heading = first.previousElementSibling?.matches(".day:not(.day--new)") ? first.previousElementSibling : null;
    heading?.classList.add("day--under");
    const below = heading ?? first;
    if (below.previousElementSibling !== this.element) below.before(this.element);
  }
}

function nextMessage(element) {
  let next = element.nextElementSibling;
  while (next && !next.matches(".message")) next = next.nextElementSibling;
  return next;
}

function numberOf(article) {
  return Number(article?.dataset.number) || 0;
}

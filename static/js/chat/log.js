/** The conversation on the page: messages in their place, under their days. */

import { carry } from "./carrying.js";

const NEAR = 120; // Pixels from the end within which the log follows new messages.

export class MessageLog {
  constructor(element, { own, times, dayPart }) {
    this.element = element;
    this.own = own;
    this.times = times;
    this.dayPart = dayPart;
    this.end = element.querySelector("[data-end]");
  }

  get articles() {
    return [...this.element.querySelectorAll(".message")];
  }

  get isAtEnd() {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR;
  }

  find(id) {
    return id ? this.element.querySelector(`.message[data-id="${CSS.escape(id)}"]`) : null;
  }

  /** Put a message's present state in its place; true when it was not on the page before.
   *
   * A change of something earlier than what is loaded waits until it is loaded: put here, it would hide a gap.
   */
  apply(message, { isEarlier = false } = {}) {
    const old = this.find(message.id);
    if (!old && !isEarlier && this.#isNotLoaded(message)) return false;
    if (old && Number(old.dataset.change) >= message.change) return false;
    if (message.state === "unsent" && message.number === null) return this.#drop(old); // It never stood in the room.
    const article = this.#made(message);
    const follows = this.isAtEnd;
    const giveBack = carry(old);
    if (old?.dataset.number === article.dataset.number) old.replaceWith(article);
    else {
      old?.remove();
      this.#place(article);
    }
    this.element.dispatchEvent(new CustomEvent("rendered", { detail: { article, old } }));
    giveBack(article);
    this.arrange();
    if (follows) this.toEnd();
    return !old;
  }

  #isNotLoaded({ number }) {
    const first = this.articles.find((article) => article.dataset.number);
    return Boolean(number && first && number < Number(first.dataset.number) && this.element.querySelector("[data-older]"));
  }

  #drop(article) {
    article?.remove();
    this.arrange();
    return false;
  }

  /** Show something at the end that has no number yet. */
  append(article) {
    this.end.before(article);
    this.arrange();
    this.toEnd();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Take everything away but what is not sent yet. */
  clear() {
    this.articles.filter((article) => article.dataset.id).forEach((article) => article.remove());
    this.element.querySelector("[data-new]")?.remove();
  }

  /** Retention has deleted what is below this number. */
  dropBelow(first) {
    const gone = this.articles.filter((one) => one.dataset.number && Number(one.dataset.number) < first);
    gone.forEach((article) => article.remove());
    if (gone.length) this.arrange();
  }

  /** Headings stand where a day begins, and nowhere else. */
  arrange() {
    this.element.querySelectorAll(".day:not(.day--new)").forEach((heading) => heading.remove());
    this.element.querySelector("[data-empty]")?.remove();
    let day = "";
    for (const article of this.articles) {
      if (this.times.dayOf(article) !== day) article.before(this.#heading(article));
      day = this.times.dayOf(article);
    }
  }

  #heading(article) {
    const heading = this.dayPart.content.firstElementChild.cloneNode(true);
    heading.textContent = this.times.headingOf(article);
    return heading;
  }

  #made(message) {
    const holder = document.createElement("template");
    holder.innerHTML = message.html; // Rendered and cleaned by the server.
    const article = holder.content.firstElementChild;
    article.classList.toggle("message--mine", Boolean(message.author) && message.author === this.own);
    this.times.show(article);
    return article;
  }

  #place(article) {
    const number = Number(article.dataset.number) || Infinity;
    const before = this.articles.reverse().find((one) => one.dataset.number && Number(one.dataset.number) < number);
    if (before) before.after(article);
    else if (number === Infinity) this.end.before(article);
    else (this.articles[0] ?? this.end).before(article);
  }
}

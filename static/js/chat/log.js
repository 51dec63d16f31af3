/** The conversation on the page: a stretch of messages in their place, under their days.
 *
 * `hasOlder` and `hasNewer` tell whether there is more above and below the stretch that is loaded. What is beyond it
 * waits until it is loaded: put here, it would hide a gap.
 */

import { carry } from "./carrying.js";
import { arrangeDays } from "./days.js";
import { Divider } from "./divider.js";
import { makeMessage } from "./making.js";
import { keepPlace } from "./place.js";

const NEAR = 120; // Pixels from the end within which the log follows new messages.
const MOST = 400; // Messages kept on the page of somebody who is back at the present.
const KEPT = 200;

export class MessageLog {
  follows = false; // The reader is at the end, and new messages stay in sight.
  newest = 0; // The highest number ever heard of.
  #isHeld = false; // Something is being changed, and the reader's place is held already.

  constructor(element, { own, times, dayPart, newPart, youPart, hasOlder, hasNewer }) {
    Object.assign(this, { element, own, times, dayPart, youPart, hasOlder, hasNewer });
    this.end = element.querySelector("[data-end]");
    this.newest = this.highest;
    this.divider = new Divider(this, newPart);
    element.addEventListener("scroll", () => (this.follows = this.isAtEnd), { passive: true });
    new ResizeObserver(() => this.follows && this.toEnd()).observe(element);
  }

  get articles() {
    return [...this.element.querySelectorAll(".message")];
  }

  get numbers() {
    return this.articles.map((article) => Number(article.dataset.number)).filter(Boolean);
  }

  get lowest() {
    return this.numbers[0] ?? 0;
  }

  get highest() {
    return this.numbers.at(-1) ?? 0;
  }

  get isAtEnd() {
    return !this.hasNewer && this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR;
  }

  find(id) {
    return id ? this.element.querySelector(`.message[data-id="${CSS.escape(id)}"]`) : null;
  }

  /** Put a message's present state in its place, if that is loaded; true when it is news. */
  apply(message) {
    const old = this.find(message.id);
    if (old && Number(old.dataset.change) >= message.change) return false;
    const isNews = !old && (message.number === null || message.number > this.newest);
    this.newest = Math.max(this.newest, message.number ?? 0);
    const neverStood = message.state === "unsent" && message.number === null;
    if (neverStood && !old) return false;
    if (!old && !this.#isLoaded(message)) return isNews;
    this.#still(() => (neverStood ? old.remove() : this.#put(message, old)));
    if (this.follows) this.trim();
    return isNews && !neverStood;
  }

  /** Many at once, held still once; those that are news. */
  applyAll(messages) {
    const news = [];
    this.#still(() => news.push(...messages.filter((message) => this.apply(message))));
    return news;
  }

  /** More of the conversation, above or below what is loaded. */
  load(messages) {
    const fresh = messages.filter((message) => !(Number(this.find(message.id)?.dataset.change) >= message.change));
    this.#still(() => fresh.forEach((message) => this.#put(message, this.find(message.id))));
  }

  /** This stretch and nothing else; what is not sent yet stays. */
  replace({ messages, hasOlder, hasNewer }) {
    const ids = new Set(messages.map((message) => message.id));
    Object.assign(this, { hasOlder, hasNewer });
    this.newest = Math.max(this.newest, ...messages.map((message) => message.number ?? 0));
    this.#still(() => {
      for (const article of this.articles) if (article.dataset.id && !ids.has(article.dataset.id)) article.remove();
      messages.forEach((message) => this.#put(message, this.find(message.id)));
    });
  }

  /** Show something at the end that has no number yet. */
  append(article) {
    this.end.before(article);
    this.arrange();
    this.toEnd();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.follows = !this.hasNewer;
  }

  /** Back at the present, what is far above leaves the page, unless the focus is in it. */
  trim() {
    const far = this.articles.length > MOST ? this.articles.slice(0, -KEPT) : [];
    if (!far.length || far.some((article) => article.contains(document.activeElement))) return;
    this.hasOlder = true;
    this.#still(() => far.forEach((article) => article.remove()));
  }

  /** Retention has deleted what is below this number. */
  dropBelow(first) {
    const gone = this.articles.filter((one) => one.dataset.number && Number(one.dataset.number) < first);
    if (gone.length) this.#still(() => gone.forEach((article) => article.remove()));
  }

  /** Headings stand where a day begins, and nowhere else; so does the line above what is new. */
  arrange() {
    arrangeDays(this);
    this.element.querySelector("[data-empty]")?.remove();
    this.divider.arrange();
    this.element.querySelector("[data-older-part]")?.toggleAttribute("hidden", !this.hasOlder);
    this.element.querySelector("[data-beginning]")?.toggleAttribute("hidden", this.hasOlder);
  }

  /** Change what is there; whoever follows stays at the end, everybody else at their place. */
  #still(act) {
    if (this.#isHeld) return act();
    this.#isHeld = true;
    try {
      this.#hold(act);
    } finally {
      this.#isHeld = false;
    }
    this.element.dispatchEvent(new CustomEvent("arranged"));
    return null;
  }

  #hold(act) {
    const both = () => {
      act();
      this.arrange();
    };
    if (!this.follows) keepPlace(this.element, both);
    else {
      both();
      this.toEnd();
    }
    const { scrollHeight, clientHeight } = this.element;
    if (scrollHeight <= clientHeight) this.follows = !this.hasNewer; // There is nothing to scroll, and no event of it.
  }

  #isLoaded({ number }) {
    if (number === null) return !this.hasNewer;
    const isBeyond = (this.hasNewer && number > this.highest) || (this.hasOlder && number < this.lowest);
    return !isBeyond;
  }

  #put(message, old) {
    const article = makeMessage(message, this);
    const giveBack = carry(old);
    if (old?.dataset.number === article.dataset.number) old.replaceWith(article);
    else {
      old?.remove();
      this.#place(article);
    }
    this.element.dispatchEvent(new CustomEvent("rendered", { detail: { article, old, mine: message.mine } }));
    giveBack(article);
  }

  #place(article) {
    const number = Number(article.dataset.number) || Infinity;
    const before = this.articles.reverse().find((one) => one.dataset.number && Number(one.dataset.number) < number);
    if (before) before.after(article);
    else if (number === Infinity) this.end.before(article);
    else (this.articles[0] ?? this.end).before(article);
  }
}

/** Two ways through the conversation: to the first new message, and back to the present. */

import { bringIntoSight } from "./place.js";

export class Jumps {
  constructor(chat) {
    Object.assign(this, { log: chat.log, feed: chat.feed, part: chat.querySelector("[data-jumps]") });
    this.toNew = this.part.querySelector("[data-to-new]");
    this.toNow = this.part.querySelector("[data-to-now]");
    this.part.hidden = false;
    this.toNew.addEventListener("click", (event) => this.#go(event, this.goToNew()));
    this.toNow.addEventListener("click", (event) => this.#go(event, this.goToNow()));
    for (const kind of ["scroll", "arranged"]) this.log.element.addEventListener(kind, () => this.#soon(), { passive: true });
    this.update();
  }

  /** Somebody else said something while the reader is elsewhere: said in words, never counted. */
  noteNews() {
    this.#say({ hasCome: !this.log.follows });
  }

  update() {
    const { log } = this;
    const here = document.activeElement;
    if (log.isAtEnd) this.#say({ hasCome: false });
    this.toNow.hidden = log.isAtEnd;
    this.toNew.hidden = !log.divider.number || this.#isInSight(log.divider.element);
    // What had the focus is gone: the conversation has it, not the beginning of the page.
    if ((here === this.toNow || here === this.toNew) && here.hidden) log.element.focus({ preventScroll: true });
  }

  /** The line above what is new, or the end where nothing is. */
  async goToNew() {
    const { log, feed } = this;
    if (!log.divider.number) return this.goToNow();
    if (!log.divider.element.isConnected) await feed.showFrom(log.divider.number);
    if (log.divider.element.isConnected) bringIntoSight(log.element, log.divider.element);
    return null;
  }

  async goToNow() {
    if (this.log.hasNewer) await this.feed.startAnew({ isToNow: true });
    this.log.toEnd();
    this.log.trim();
  }

  async #go(event, gone) {
    event.preventDefault();
    await gone;
    this.update();
  }

  #say({ hasCome }) {
    this.toNow.querySelector("[data-came]").hidden = !hasCome;
    this.toNow.querySelector("[data-quiet]").hidden = hasCome;
  }

  #soon() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.update();
    });
  }

  #isInSight(element) {
    if (!element.isConnected) return false;
    const { top, bottom } = this.log.element.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  }
}

/** Tells the server how far I have read, quietly and not often; nobody else is told. */

import { seenIn } from "./place.js";

const PAUSE = 2000;

export class Reading {
  #told = 0;
  #timer = 0;
  #isOver = false;

  constructor({ address, token, log }) {
    Object.assign(this, { address, token, log });
    addEventListener("pagehide", () => this.#timer && this.#tell());
  }

  /** Call it when something new is on the page or the reader has moved. */
  note() {
    if (document.hidden || this.#isOver) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), PAUSE);
  }

  /** The reader may read here no more: nothing is told after that. */
  stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  async #tell() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const seen = this.log.isAtEnd ? this.log.articles : seenIn(this.log.element);
    const number = Math.max(0, ...seen.map((article) => Number(article.dataset.number) || 0));
    if (this.#isOver || document.documentElement.hidden || number <= this.#told) return;
    this.#told = number;
    try {
      const body = new URLSearchParams({ number });
      const answer = await fetch(this.address, { method: "POST", headers: { "X-CSRFToken": this.token }, body, keepalive: true });
      if (answer.status === 404 || answer.status === 403) this.stop();
    } catch {
      this.#told = 0; // Offline: the next message tells it.
    }
  }
}

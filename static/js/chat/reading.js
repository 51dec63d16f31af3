/** Tells the server how far I have read, quietly and not often; nobody else is told. */

const PAUSE = 2000;

export class Reading {
  #told = 0;
  #timer = 0;

  constructor({ address, token, log }) {
    Object.assign(this, { address, token, log });
    addEventListener("pagehide", () => this.#timer && this.#tell());
  }

  /** Call it when something new is on the page or the reader has moved. */
  note() {
    if (document.hidden || !this.log.isAtEnd) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), PAUSE);
  }

  async #tell() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const number = Math.max(0, ...this.log.articles.map((article) => Number(article.dataset.number) || 0));
    if (number <= this.#told) return;
    this.#told = number;
    try {
      const body = new URLSearchParams({ number });
      await fetch(this.address, { method: "POST", headers: { "X-CSRFToken": this.token }, body, keepalive: true });
    } catch {
      this.#told = 0; // Offline: the next message tells it.
    }
  }
}

/** Says new messages to screen readers: once each, never one's own, a summary when many come at once. */

const WINDOW = 10000;
const MOST = 3;
const SAID = 2000; // Long enough to be taken up by a screen reader; nobody should find the words twice.

export class Announcer {
  #recent = [];

  constructor(region, several) {
    this.region = region;
    this.several = several;
  }

  /** Say "Alias: text", or that there are several. */
  say({ alias, body, content_note: note }) {
    const now = Date.now();
    this.#recent = [...this.#recent.filter((at) => now - at < WINDOW), now];
    if (this.#recent.length > MOST + 1) return;
    const line = document.createElement("p");
    line.textContent = this.#recent.length > MOST ? this.several : `${alias}: ${note || body}`;
    this.region.append(line);
    setTimeout(() => line.remove(), SAID);
  }
}

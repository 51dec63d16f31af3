/** Says new messages to screen readers: once each, never one's own, never what was loaded, a summary when many come. */

const WINDOW = 10000;
const MOST = 3;
const SAID = 2000; // Long enough to be taken up by a screen reader; nobody should find the words twice.

export class Announcer {
  #recent = [];
  #said = new Set();
  #summedUpAt = -Infinity;

  constructor(region, { several, own, level, find }) {
    Object.assign(this, { region, several, own, level, find });
  }

  /** Say "Alias: text", or that there are several. Of folded words the note is said, not what is inside. */
  say(message) {
    if (!this.#isSaid(message)) return;
    this.#said.add(message.id);
    const now = Date.now();
    this.#recent = [...this.#recent.filter((at) => now - at < WINDOW), now];
    if (this.#recent.length <= MOST) this.#speak(`${message.alias}: ${message.content_note || this.#wordsOf(message)}`);
    else if (now - this.#summedUpAt >= WINDOW) {
      this.#summedUpAt = now;
      this.#speak(this.several);
    }
  }

  #isSaid({ id, author, alias, reply_to: quoted, html }) {
    if (!alias || author === this.own || this.#said.has(id) || this.level === "none") return false;
    if (this.level !== "mentions") return true;
    return this.find(quoted)?.matches(".message--mine") || html.includes(`data-member="${this.own}"`);
  }

  #wordsOf({ html, body }) {
    const holder = document.createElement("template");
    holder.innerHTML = html; // Rendered by the server.
    return holder.content.querySelector("[data-words]")?.textContent.replace(/\s+/g, " ").trim() || body;
  }

  #speak(text) {
    const line = document.createElement("p");
    line.textContent = text;
    this.region.append(line);
    setTimeout(() => line.remove(), SAID);
  }
}

/** Keeps the page at the room's present state by change number, whatever was lost, repeated or late on the way. */

export class Feed {
  #isOpening = false;
  #isCatchingUp = false;
  #seen = 0; // The highest change heard of.

  constructor({ address, change, log, onNew }) {
    Object.assign(this, { address, change, log, onNew });
  }

  /** From `room.open` to `room.opened` what comes is the catch-up: its gaps are no losses. */
  opening() {
    this.#isOpening = true;
  }

  opened({ change, first }) {
    this.#isOpening = false;
    this.change = Math.max(this.change, change);
    this.log.dropBelow(first);
    if (this.#seen > this.change) this.catchUp();
  }

  /** A frame with a change: `message.changed` (a message) or `room.advanced` (nothing for us). */
  take(frame) {
    this.#seen = Math.max(this.#seen, frame.change);
    if (frame.change <= this.change) return;
    if (!this.#isOpening && frame.change > this.change + 1) {
      this.catchUp();
      return;
    }
    this.change = frame.change;
    if (frame.id && this.log.apply(frame)) this.onNew(frame);
  }

  heartbeat({ change, first }) {
    this.log.dropBelow(first);
    this.#seen = Math.max(this.#seen, change);
    if (this.#seen > this.change) this.catchUp();
  }

  /** Ask for everything changed since, page by page. Answers what is wrong: "gone", "away" or nothing. */
  async catchUp() {
    if (this.#isCatchingUp) return "";
    this.#isCatchingUp = true;
    try {
      return await this.#pages();
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /** Show the newest page and nothing else: what is shown of people, or what may be seen, has changed. */
  async startAnew() {
    const page = await this.#ask("");
    if (!page || page.isGone) return;
    this.log.clear();
    page.messages.forEach((message) => this.log.apply(message));
    this.change = page.change;
  }

  async #pages() {
    for (;;) {
      const page = await this.#ask(`?after=${this.change}`);
      if (!page) return "away";
      if (page.isGone) return "gone";
      for (const message of page.messages) if (this.log.apply(message)) this.onNew(message);
      this.change = Math.max(this.change, page.change);
      this.log.dropBelow(page.first);
      if (!page.more) return "";
    }
  }

  async #ask(query) {
    try {
      const answer = await fetch(this.address + query, { headers: { Accept: "application/json" }, cache: "no-store" });
      return answer.ok ? await answer.json() : { isGone: answer.status === 404, messages: [], change: 0, first: 0 };
    } catch {
      return null;
    }
  }
}

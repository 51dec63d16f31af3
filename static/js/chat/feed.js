/** Keeps the page at the room's present state by change number, whatever was lost, repeated or late on the way. */

import { readStretch } from "./stretch.js";

const MOST_PAGES = 6; // Of a hundred messages each, after which the rest is not fetched before somebody reads it.
const PAUSE = 2000; // Before the newest page is asked for again that nobody gave us.

export class Feed {
  #isOpening = false;
  #isCatchingUp = false;
  #isBehind = false; // What the socket says of the counter leads past messages that were not asked for yet.
  #seen = 0; // The highest change heard of.
  #beginnings = 0; // How often the page was begun anew: what was asked for before is not shown after.

  constructor({ address, change, log, onNew }) {
    Object.assign(this, { address, change, log, onNew });
  }

  /** From `room.open` to `room.opened` what comes is the catch-up: its gaps are no losses. */
  opening() {
    this.#isOpening = true;
    this.#isBehind = false;
  }

  opened({ change, first }) {
    this.#isOpening = false;
    this.#seen = Math.max(this.#seen, change);
    if (!this.#isBehind) this.change = Math.max(this.change, change);
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
    this.#isBehind = true;
    this.#isOpening = false;
    if (this.#isCatchingUp) return "";
    this.#isCatchingUp = true;
    try {
      return await this.#pages();
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /** The same stretch once more, or the present: what is shown of people, or what may be seen, has changed. */
  async startAnew({ isToNow = false } = {}) {
    const beginning = ++this.#beginnings;
    const page = await readStretch((query) => this.#ask(query), this.log, { isToNow });
    if (beginning !== this.#beginnings || page?.isGone) return;
    if (!page) {
      setTimeout(() => beginning === this.#beginnings && this.startAnew({ isToNow }), PAUSE);
      return;
    }
    this.log.replace(page);
    this.change = page.change;
    this.#isBehind = false;
    if (this.#seen > this.change) this.catchUp();
  }

  /** Show what was said around that number instead of what is on the page. */
  async showFrom(number) {
    const page = await this.#ask(`?above=${Math.max(0, number - 25)}&limit=50`);
    if (page?.messages?.length) this.log.replace({ messages: page.messages, hasOlder: true, hasNewer: page.more });
    if (page && !page.more && !page.isGone) await this.startAnew();
  }

  async #pages() {
    const beginning = this.#beginnings;
    for (let asked = 1; ; asked += 1) {
      const heard = this.#seen;
      const page = await this.#ask(`?after=${this.change}`);
      if (beginning !== this.#beginnings) return "";
      if (!page) return "away";
      if (page.isGone) return "gone";
      this.log.applyAll(page.messages).forEach((message) => this.onNew(message));
      this.change = Math.max(this.change, page.change);
      this.log.dropBelow(page.first);
      if (page.more && asked >= MOST_PAGES && this.log.highest) {
        // Far behind: the reader stays where they are, and what was said meanwhile is loaded as they come to it.
        this.log.hasNewer = true;
        this.startAnew();
        return "";
      }
      // Once more for what was said meanwhile; a counter from before a restored backup is asked for no second time.
      if (!page.more && (this.change >= this.#seen || this.#seen === heard)) break;
    }
    this.#isBehind = false;
    return "";
  }

  /** Nothing when nobody answers, or not with a page. */
  async #ask(query) {
    try {
      const answer = await fetch(this.address + query, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 404) return { isGone: true };
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}

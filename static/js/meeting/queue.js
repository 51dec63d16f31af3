/** The speaking queue: what the server says of turns, and what is said to whoever has the word. */

import { until } from "./clocks.js";
import { paint } from "./painting.js";

const SOON = 30; // Seconds before the end at which the speaker hears of it, at most a quarter of the turn.

export class Queue {
  constructor(room) {
    this.place = room.part("queue");
    this.said = room.part("queue-said");
    this.now = room.part("turn-now"); // Above the words of a meeting without voices.
    this.told = new Set();
  }

  show({ queue }) {
    this.queue = queue;
    if (!queue) return;
    paint(this.place, queue.html);
    if (this.now) this.now.textContent = queue.now;
    if (queue.turn) this.tell(`turn ${queue.turn}`, "wordsTurn");
    else if (queue.is_next !== this.wasNext) this.say(queue.is_next ? this.said.dataset.wordsNext : "");
    this.wasNext = queue.is_next;
  }

  /** Once in a turn, a while before its end; nothing else happens when it ends. */
  tick() {
    if (!this.queue?.turn || !this.queue.ends_at) return;
    const left = until(this.queue.ends_at);
    if (left > 0 && left < Math.min(SOON, this.queue.length / 4)) this.tell(`soon ${this.queue.turn}`, "wordsSoon");
  }

  tell(what, words) {
    if (this.told.has(what)) return;
    this.told.add(what);
    this.say(this.said.dataset[words]);
  }

  say(words) {
    this.said.textContent = words;
  }
}

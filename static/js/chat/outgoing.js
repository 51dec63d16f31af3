/** What I sent and the server has not confirmed: shown at once, kept, tried again, never lost without a word. */

import { isQuestion } from "./asking.js";
import { randomId } from "./random-id.js";

const PATIENCE = 15000;

export class Outgoing {
  onRefused = () => {};
  onTakeBack = () => {};
  onCompany = () => {};
  #waiting = new Map();

  constructor({ room, address, token, log, connection, part, onPosted }) {
    Object.assign(this, { room, address, token, log, connection, part, onPosted });
  }

  /** Show the words at once and send them. */
  say(fields) {
    const frame = { type: "message.send", room: this.room, client_id: randomId(), ...fields };
    const article = this.part.content.firstElementChild.cloneNode(true);
    article.querySelector("[data-words]").textContent = fields.body || "…";
    if (fields.kind !== "plain") article.classList.add(`message--${fields.kind}`);
    const item = { frame, article, timer: 0 };
    article.querySelector("[data-again]").onclick = () => this.#send(item);
    article.querySelector("[data-sure]").onclick = () => this.#sendSurely(item);
    article.querySelector("[data-discard]").onclick = () => this.#forget(item);
    article.querySelector("[data-back]").onclick = () => this.takeBack(frame.client_id);
    // The focus stays with the words: without it the composer folds, and the button is gone from under the finger.
    article.querySelector("[data-choices]").onmousedown = (event) => event.preventDefault();
    this.#waiting.set(frame.client_id, item);
    this.log.append(article);
    this.#send(item);
  }

  /** The connection is back: everything unconfirmed goes again; the server knows what it has by its id. */
  sendAll() {
    this.#waiting.forEach((item) => this.#send(item));
  }

  /** The server has it: the real message takes the place of this copy, now or when it comes. */
  sent({ client_id: clientId, id, state, company }) {
    const item = this.#waiting.get(clientId);
    if (company) this.onCompany();
    if (!item) return;
    this.#settle(item);
    if (state === "unsent" || this.log.find(id)) item.article.remove(); // Or taken back elsewhere meanwhile.
    else Object.assign(item.article.dataset, { id, change: -1 });
    item.article.classList.remove("message--pending", "message--unsent");
    for (const part of item.article.querySelectorAll("[data-sending], [data-failed], [data-choices]")) part.hidden = true;
  }

  /** The server says why not; true when that was about one of ours. */
  refused(refusal) {
    const item = this.#waiting.get(refusal.client_id);
    if (!item) return false;
    this.#fail(item, refusal.detail);
    this.#ask(item, isQuestion(refusal.code));
    this.onRefused(refusal);
    return true;
  }

  /** What I said and the server has not confirmed. */
  get unsent() {
    return [...this.#waiting.values()].map(({ frame }) => frame.body);
  }

  /** The words go back to where they were written, to be changed; they stay here while others are being written there. */
  takeBack(clientId) {
    const item = this.#waiting.get(clientId);
    if (item && this.onTakeBack(item.frame)) this.#forget(item);
  }

  #send(item) {
    this.#show(item, { isFailed: false });
    clearTimeout(item.timer);
    item.timer = setTimeout(() => this.#fail(item), PATIENCE);
    if (!this.connection.send(item.frame)) this.#post(item);
  }

  /** They were asked about something in the words, and want it sent. */
  #sendSurely(item) {
    item.frame.confirmed = true;
    this.#ask(item, false);
    this.#send(item);
  }

  #ask({ article }, isQuestion) {
    article.querySelector("[data-sure]").hidden = !isQuestion;
    article.querySelector("[data-again]").hidden = isQuestion;
  }

  async #post({ frame }) {
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify(frame),
      });
      const said = await answer.json();
      if (answer.ok) {
        this.sent({ ...said, client_id: frame.client_id });
        this.onPosted();
      } else this.refused({ client_id: frame.client_id, ...said });
    } catch {
      // Offline: it goes when the connection is back, or fails after its time.
    }
  }

  #settle(item) {
    clearTimeout(item.timer);
    this.#waiting.delete(item.frame.client_id);
  }

  #forget(item) {
    this.#settle(item);
    item.article.remove();
    this.log.arrange();
  }

  #fail(item, why) {
    clearTimeout(item.timer);
    if (why) item.article.querySelector("[data-why]").textContent = why;
    this.#show(item, { isFailed: true });
  }

  #show({ article }, { isFailed }) {
    article.classList.toggle("message--pending", !isFailed);
    article.classList.toggle("message--unsent", isFailed);
    article.querySelector("[data-sending]").hidden = isFailed;
    for (const part of article.querySelectorAll("[data-failed], [data-choices]")) part.hidden = !isFailed;
  }
}

/** Where a message is written: Enter sends on a keyboard, Shift+Enter is a new line; what is written is never lost.
 *
 * Its form tells the other parts: `said` after something was handed on, `filled` after words came from elsewhere.
 */

import { insertAtCaret } from "./inserting.js";
import { Length } from "./length.js";

const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");
const NOT_SAID = new Set(["csrfmiddlewaretoken", "client_id", "known"]);

export class Composer {
  mayGo = () => true; // The pace decides.

  constructor(form, { onSay, findMessage }) {
    this.form = form;
    this.words = form.elements.body;
    this.findMessage = findMessage;
    this.onSay = onSay;
    this.words.required = false; // The browser's bubble would cover the words; nothing is sent instead.
    new Length(form);
    form.addEventListener("submit", (event) => this.#submit(event));
    this.words.addEventListener("keydown", (event) => this.#pressed(event));
    this.words.addEventListener("input", () => this.#grow());
    this.#part("answer-drop").addEventListener("click", (event) => this.#dropAnswer(event));
    this.#grow();
  }

  focus() {
    this.words.focus();
  }

  /** What is in it now. */
  get fields() {
    return Object.fromEntries([...new FormData(this.form)].filter(([name]) => !NOT_SAID.has(name)));
  }

  /** Answer a message: its beginning stands above the words. */
  answer(article) {
    this.#showAnswer(article);
    this.focus();
  }

  #showAnswer(article) {
    this.form.elements.reply_to.value = article.dataset.id;
    this.#part("answer-alias").textContent = article.querySelector("[data-name]").textContent;
    const isFolded = article.querySelector("details.message__fold");
    const words = isFolded ? isFolded.querySelector("summary span") : article.querySelector("[data-words]");
    this.#part("answer-text").textContent = words.textContent.trim().slice(0, 90);
    this.#part("answer").hidden = false;
  }

  /** Put words in it that were kept elsewhere, in place of what is there. */
  fill({ body = "", kind = "plain", content_note: note = "", reply_to: replyTo = "" } = {}) {
    this.words.value = body;
    this.form.elements.content_note.value = note;
    this.form.elements.kind.value = kind;
    this.#dropAnswer();
    const answered = replyTo ? this.findMessage(replyTo) : null;
    if (answered?.querySelector("[data-name]")) this.#showAnswer(answered);
    this.#grow();
    this.form.dispatchEvent(new Event("filled"));
  }

  /** Take words back that could not be sent; false while others are being written. */
  takeBack(fields) {
    if (this.words.value.trim()) return false;
    this.fill(fields);
    this.focus();
    return true;
  }

  /** Put a text where the caret is. */
  insert(text) {
    insertAtCaret(this.words, text);
  }

  /** Open or close it; closed, it says why, and keeps what was written. */
  allow({ may_write: mayWrite, detail, letter }) {
    this.#part("refusal").hidden = mayWrite;
    this.#part("refusal-words").textContent = detail;
    if (letter !== undefined) Object.assign(this.#part("letter"), { href: letter, hidden: !letter });
    this.#part("fields").hidden = !mayWrite;
    this.form.closest(".room").classList.toggle("room--reading", !mayWrite);
  }

  #part(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  #pressed(event) {
    if ("enterBeginsALine" in this.form.dataset) return; // Where posts are long, a button sends.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasKeyboard.matches) return;
    event.preventDefault();
    this.form.requestSubmit(this.#part("send"));
  }

  #submit(event) {
    event.preventDefault();
    const given = this.fields;
    if (!(given.body.trim() || given.pictures) || !this.mayGo()) return;
    this.onSay(given);
    this.#part("problem").hidden = true;
    this.fill();
    this.form.querySelectorAll("details").forEach((fold) => (fold.open = false));
    this.form.dispatchEvent(new Event("said"));
    this.focus();
  }

  #dropAnswer(event) {
    event?.preventDefault();
    this.form.elements.reply_to.value = "";
    this.#part("answer").hidden = true;
  }

  #grow() {
    this.words.rows = Math.min(8, Math.max(1, this.words.value.split("\n").length));
  }
}

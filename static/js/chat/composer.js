/** Where a message is written: Enter sends on a keyboard, Shift+Enter is a new line; what is written is never lost. */

const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");

export class Composer {
  constructor(form, { onSay, findMessage }) {
    this.form = form;
    this.words = form.elements.body;
    this.findMessage = findMessage;
    this.onSay = onSay;
    this.words.required = false; // The browser's bubble would cover the words; nothing is sent instead.
    form.addEventListener("submit", (event) => this.#submit(event));
    this.words.addEventListener("keydown", (event) => this.#pressed(event));
    this.words.addEventListener("input", () => this.#grow());
    this.#part("answer-drop").addEventListener("click", (event) => this.#dropAnswer(event));
    this.#grow();
  }

  focus() {
    this.words.focus();
  }

  /** Answer a message: its beginning stands above the words. */
  answer(article) {
    this.form.elements.reply_to.value = article.dataset.id;
    this.#part("answer-alias").textContent = article.querySelector("[data-name]").textContent;
    const isFolded = article.querySelector("details.message__fold");
    const words = isFolded ? isFolded.querySelector("summary span") : article.querySelector("[data-words]");
    this.#part("answer-text").textContent = words.textContent.trim().slice(0, 90);
    this.#part("answer").hidden = false;
    this.focus();
  }

  /** Open or close the composer; closed, it says why, and keeps what was written. */
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
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasKeyboard.matches) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(this.form));
    if (!given.body.trim()) return;
    this.onSay({ body: given.body, kind: given.kind, content_note: given.content_note, reply_to: given.reply_to });
    this.#part("problem").hidden = true;
    this.form.reset();
    this.form.elements.body.value = "";
    this.form.elements.content_note.value = "";
    this.form.querySelectorAll("details").forEach((fold) => (fold.open = false));
    this.#dropAnswer();
    this.#grow();
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

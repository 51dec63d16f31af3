/** Who is writing and who is here, of those who want it known; it goes by itself and is kept nowhere. */

const TELL_AGAIN = 4000;
const WRITING_LASTS = 7000;

export class Hints {
  #told = 0;
  #writing = new Map();
  #here = [];

  constructor(composer, { connection, room, words }) {
    Object.assign(this, { connection, room, words });
    this.line = composer.form.querySelector("[data-hint]");
    const tells = "showsTyping" in composer.form.dataset;
    composer.words.addEventListener("input", () => tells && composer.words.value.trim() && this.#tell());
    composer.form.addEventListener("said", () => (this.#told = 0));
  }

  /** Somebody else is writing. */
  typing({ author, alias }) {
    clearTimeout(this.#writing.get(author)?.timer);
    this.#writing.set(author, { alias, timer: setTimeout(() => this.quiet(author), WRITING_LASTS) });
    this.#show();
  }

  /** Somebody writes no longer: they have sent it, or stopped. */
  quiet(author) {
    clearTimeout(this.#writing.get(author)?.timer);
    if (this.#writing.delete(author)) this.#show();
  }

  /** These are here now, besides the reader. */
  presence({ members }) {
    this.#here = members.map(({ alias }) => alias);
    this.#show();
  }

  #tell() {
    const now = performance.now();
    if (this.#told && now - this.#told < TELL_AGAIN) return;
    this.#told = now;
    this.connection.send({ type: "typing", room: this.room });
  }

  #show() {
    const writing = [...this.#writing.values()].map(({ alias }) => alias);
    let told = "";
    if (writing.length > 1) told = this.words("are-writing");
    else if (writing.length) told = this.words("is-writing").replace("{alias}", writing[0]);
    else if (this.#here.length) told = this.words("here").replace("{alias}", this.#here.join(", "));
    this.line.textContent = told;
    this.line.hidden = !told;
  }
}

/** One form or question inside a message, where its words are: it survives whatever draws the message anew. */

const KEYS = new Set(["ArrowUp", "ArrowDown", "Home", "End", "Escape"]);

export class Inline {
  #open = null;

  constructor(log) {
    this.log = log;
    log.element.addEventListener("rendered", ({ detail: { article } }) => {
      if (this.#open?.id === article.dataset.id) this.#put(article);
    });
  }

  /** Put the part into the message; `goBack` is called where it ends without having been carried out. */
  begin(id, part, goBack = () => this.log.find(id)?.focus()) {
    const article = this.log.find(id);
    if (!article) return;
    this.end(this.#open?.part);
    this.#open = { id, part, goBack };
    this.#put(article);
    part.addEventListener("keydown", (event) => this.#keyed(event, part));
    part.scrollIntoView({ block: "nearest" });
  }

  /** It was carried out: the message has the focus. */
  finish(part) {
    const id = this.#open?.id;
    this.end(part);
    this.log.find(id)?.focus();
  }

  cancel(part) {
    const goBack = this.#open?.goBack;
    this.end(part);
    goBack?.();
  }

  end(part) {
    if (!part || this.#open?.part !== part) return;
    part.closest(".message")?.classList.remove("message--editing");
    part.remove();
    this.#open = null;
  }

  /** Say in the part why it was not carried out; nothing in it is lost. */
  say(part, words) {
    const line = part.querySelector("[data-problem]");
    line.textContent = words;
    line.hidden = false;
    part.querySelector("textarea")?.setAttribute("aria-invalid", "true");
  }

  #put(article) {
    const { part } = this.#open;
    const body = article.querySelector(".message__body");
    body.insertBefore(part, body.querySelector(":scope > .reactions, :scope > .more"));
    article.classList.toggle("message--editing", part.matches("form"));
  }

  /** What is typed here is not for moving through the conversation. */
  #keyed(event, part) {
    if (KEYS.has(event.key)) event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) this.cancel(part);
  }
}

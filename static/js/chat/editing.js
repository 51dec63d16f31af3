/** Changing one's own words where they stand. Without this module the link leads to a page with the same form. */

import { ask, isQuestion, sayProblem } from "./asking.js";

const CHANGEABLE = 24 * 60 * 60 * 1000;
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");

export class Editing {
  constructor({ log, token, composer, menus, inline, problem, onDone }) {
    Object.assign(this, { log, token, composer, menus, inline, problem, onDone });
    log.element.addEventListener("click", (event) => this.#clicked(event));
    composer.words.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #clicked(event) {
    const link = event.target.closest("[data-edit]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details").open = false;
    this.#edit(link.closest(".message").dataset.id, link.href);
  }

  /** Arrow up in an empty composer: my last words, if they can still be changed. */
  #pressed(event) {
    if (event.key !== "ArrowUp" || event.defaultPrevented || event.isComposing || this.composer.words.value) return;
    const article = this.log.articles.filter((one) => one.matches(".message--mine[data-id]")).pop();
    const link = article && this.menus.find(article, "[data-edit]");
    if (!link || Date.now() - new Date(article.dataset.at) > CHANGEABLE) return;
    event.preventDefault();
    this.#edit(article.dataset.id, link.href, () => this.composer.focus());
  }

  async #edit(id, address, goBack) {
    const { text, detail } = await ask(address, { isPart: true });
    const article = this.log.find(id);
    if (!text) return article && sayProblem(article, this.problem, detail);
    const holder = document.createElement("template");
    holder.innerHTML = text; // Rendered by the server.
    const form = holder.content.querySelector("[data-editing]");
    form.addEventListener("submit", (event) => this.#save(event, form));
    form.addEventListener("keydown", (event) => this.#entered(event, form));
    form.querySelector("[data-cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      this.inline.cancel(form);
    });
    this.inline.begin(id, form, goBack);
    form.elements.body.focus();
  }

  async #save(event, form) {
    event.preventDefault();
    const said = await ask(form.action, { token: this.token, fields: Object.fromEntries(new FormData(form)) });
    if (isQuestion(said.code)) form.elements.confirmed.value = "1";
    form.querySelector("[data-sure]").hidden = !isQuestion(said.code);
    if (!said.isDone) return this.inline.say(form, said.detail ?? this.problem.content.textContent);
    this.inline.finish(form);
    return this.onDone();
  }

  /** Enter saves on a keyboard, as it sends in the composer. */
  #entered(event, form) {
    const isSaving = event.key === "Enter" && !event.shiftKey && !event.isComposing && hasKeyboard.matches;
    if (!isSaving || !event.target.matches("textarea")) return;
    event.preventDefault();
    form.requestSubmit();
  }
}

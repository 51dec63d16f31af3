/** Quiet answers: present or mine, never numbers. What I press shows at once, and is undone with words if it fails. */

import { ask, sayProblem } from "./asking.js";
import { draw, dress, isMineIn, showWho } from "./quiet-row.js";

export class QuietAnswers {
  #wanted = new Map(); // What was chosen and is not confirmed yet, by message and kind.
  #underway = new Set();

  constructor({ log, token, part, rowPart, problem, onDone }) {
    Object.assign(this, { log, token, part, rowPart, problem, onDone });
    log.element.addEventListener("rendered", ({ detail: { article, old, mine } }) => this.#dress(article, old, mine));
    log.element.addEventListener("click", (event) => this.#clicked(event));
    log.element.addEventListener("keydown", (event) => this.#pressed(event), true);
    log.articles.forEach((article) => this.#dress(article));
  }

  /** The server says which answers are mine: I gave or took one back, perhaps in another tab. */
  mine({ id, mine }) {
    const row = this.#rowOf(id);
    if (row) row.dataset.mine = mine.join(" ");
    this.#draw(id);
  }

  #rowOf(id) {
    return this.log.find(id)?.querySelector("[data-quiet][data-present]");
  }

  #dress(article, old, mine) {
    dress(article, { old, mine, part: this.part, rowPart: this.rowPart });
    this.#draw(article.dataset.id);
  }

  #draw(id) {
    const row = this.#rowOf(id);
    if (row) draw(row, this.part, (kind) => this.#wanted.get(`${id} ${kind}`));
  }

  #clicked(event) {
    const article = event.target.closest(".message");
    const row = article?.querySelector("[data-quiet]");
    if (!row || event.ctrlKey || event.metaKey) return;
    const kind = event.target.closest("[data-quiet] button[data-kind]")?.dataset.kind;
    const isMine = article.classList.contains("message--mine");
    if (isMine && event.target.closest("[data-quiet] a")) showWho(event, row, this.problem);
    else if (kind) this.#choose(article, row, kind);
    else if (event.target.closest("[data-quiet-open]")) this.#opening(event, row);
  }

  #opening(event, row) {
    event.preventDefault();
    const menu = event.target.closest("details");
    menu?.removeAttribute("open");
    this.#open(row, menu ? true : !row.hasAttribute("data-opened"));
  }

  #pressed(event) {
    const row = event.target.closest("[data-quiet][data-opened]");
    if (event.key !== "Escape" || !row) return;
    event.stopPropagation();
    this.#open(row, false);
  }

  #open(row, isOpened) {
    row.toggleAttribute("data-opened", isOpened);
    this.#draw(row.closest(".message").dataset.id);
    row.querySelector(isOpened ? "[data-kind]" : "[data-quiet-open]").focus();
  }

  #choose(article, row, kind) {
    const { id } = article.dataset;
    const key = `${id} ${kind}`;
    this.#wanted.set(key, !(this.#wanted.get(key) ?? isMineIn(row, kind)));
    row.removeAttribute("data-opened");
    article.querySelector(".message__problem")?.remove();
    this.#draw(id);
    this.#send(id, kind, key);
  }

  /** One question at a time for each answer, so that what was chosen last is what the server has at the end. */
  async #send(id, kind, key) {
    if (this.#underway.has(key)) return;
    this.#underway.add(key);
    let [chosen, said] = [null, null];
    while (chosen !== this.#wanted.get(key)) {
      chosen = this.#wanted.get(key);
      said = await ask(`/messages/${id}/reactions/`, { token: this.token, fields: { kind, present: Number(chosen) } });
    }
    this.#underway.delete(key);
    this.#wanted.delete(key);
    if (said.isDone) this.mine({ id, mine: said.mine });
    else this.#undo(id, said.detail);
    this.onDone();
  }

  #undo(id, detail) {
    const article = this.log.find(id);
    if (article) sayProblem(article, this.problem, detail);
    this.#draw(id);
  }
}

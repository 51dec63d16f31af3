/** "@" and a beginning: members to call on, in a list under the words. The focus stays in the words. */

import { askJson } from "./ask-json.js";

const PAUSE = 120;
const CALL = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}][^\n@]{0,39})?$/u;

export class CallList {
  #timer = 0;
  #asked = "";
  #chosen = 0;

  /** `nearby` gives who spoke in the conversation on the page: all that a newcomer can choose from. */
  constructor(composer, { token, say, nearby }) {
    Object.assign(this, { composer, token, say, nearby, address: composer.form.dataset.aliases });
    this.words = composer.words;
    this.list = composer.form.querySelector("[data-people]");
    const attributes = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.words.setAttribute(name, value);
    this.words.addEventListener("input", () => this.#look());
    this.words.addEventListener("click", () => this.#look());
    this.words.addEventListener("blur", () => this.#close());
    // Before the composer hears of Enter.
    composer.form.addEventListener("keydown", (event) => this.#pressed(event), true);
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // The words keep the focus.
    this.list.addEventListener("click", (event) => this.#take(event.target.closest("[role=option]")));
  }

  #look() {
    clearTimeout(this.#timer);
    const begun = this.#begun();
    if (begun === null) return this.#close();
    this.#timer = setTimeout(() => this.#find(begun), PAUSE);
  }

  #begun() {
    const { selectionStart: caret, selectionEnd: end, value } = this.words;
    const found = caret === end && CALL.exec(value.slice(Math.max(0, caret - 42), caret));
    return found ? (found[1] ?? "") : null;
  }

  async #find(begun) {
    this.#asked = begun;
    const isHere = ({ alias }) => alias.toLowerCase().startsWith(begun.toLowerCase());
    let members = this.nearby().filter(isHere).slice(0, 8);
    if (begun && this.address) {
      const found = await askJson(`${this.address}?${new URLSearchParams({ q: begun })}`, this.token);
      members = found?.members ?? members;
    }
    if (this.#asked === begun && this.#begun() === begun) this.#show(members);
  }

  #show(members) {
    const wasOpen = !this.list.hidden;
    this.list.replaceChildren(...members.map(({ alias }, place) => optionOf(alias, `${this.list.id}-${place}`)));
    if (!members.length) return this.#close();
    this.list.hidden = false;
    this.#choose(0);
    if (!wasOpen) this.say(String(members.length));
  }

  #choose(place) {
    const options = [...this.list.children];
    this.#chosen = (place + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.#chosen)));
    this.words.setAttribute("aria-activedescendant", options[this.#chosen].id);
    options[this.#chosen].scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    if (this.list.hidden || event.isComposing || event.target !== this.words) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.#choose(this.#chosen + moves[event.key]);
    else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey) this.#take(this.list.children[this.#chosen]);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #take(option) {
    if (!option) return;
    const { selectionStart: caret, value } = this.words;
    const start = value.lastIndexOf("@", caret - 1);
    this.words.setSelectionRange(start, caret);
    this.#close();
    this.composer.insert(`@${option.textContent} `);
    this.#close();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked = "";
    this.list.hidden = true;
    this.words.removeAttribute("aria-activedescendant");
  }
}

function optionOf(alias, id) {
  const option = document.createElement("li");
  Object.assign(option, { id, textContent: alias });
  option.setAttribute("role", "option");
  return option;
}

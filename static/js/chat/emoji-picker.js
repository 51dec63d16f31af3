/** Emoji by group or by name, in the system's own drawing. Nothing is remembered of what somebody chose. */

import { askJson } from "./ask-json.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class EmojiPicker {
  #groups = null;

  constructor(composer, words) {
    const { form } = composer;
    Object.assign(this, { composer, words, address: form.dataset.signs });
    this.panel = form.querySelector("[data-picker]");
    this.button = form.querySelector("[data-picker-open]");
    this.search = form.querySelector("[data-sign-search]");
    this.list = form.querySelector("[data-sign-list]");
    this.none = form.querySelector("[data-sign-none]");
    this.button.addEventListener("click", () => (this.panel.hidden ? this.#open() : this.#close()));
    this.search.addEventListener("input", () => this.#show());
    this.list.addEventListener("click", (event) => this.#take(event.target.closest("button")));
    this.panel.addEventListener("keydown", (event) => this.#pressed(event));
  }

  async #open() {
    this.#groups ??= await askJson(this.address, "");
    if (!this.#groups) return;
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.search.value = "";
    this.#show();
    this.search.focus();
  }

  #close() {
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.composer.focus();
  }

  #show() {
    const wanted = plain(this.search.value.trim());
    const parts = this.#groups.map(({ group, signs }) => [group, signs.filter((sign) => !wanted || speaksOf(sign, wanted))]);
    const filled = parts.filter(([, signs]) => signs.length);
    this.list.replaceChildren(...filled.map(([group, signs]) => this.#section(group, signs)));
    this.list.scrollTop = 0;
    this.none.hidden = filled.length > 0;
    this.list.querySelector("button")?.setAttribute("tabindex", "0"); // One tab stop; arrows move.
  }

  #section(group, signs) {
    const section = document.createElement("section");
    const heading = document.createElement("h3");
    heading.className = "meta";
    heading.textContent = this.words(`group="${group}"`);
    const place = document.createElement("div");
    place.className = "composer__signs-of-group";
    place.append(...signs.map((sign) => buttonOf(sign)));
    section.append(heading, place);
    return section;
  }

  #take(button) {
    if (!button) return;
    this.composer.insert(button.textContent);
    this.#close();
  }

  #pressed(event) {
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && event.target === this.search) this.#take(this.list.querySelector("button"));
    else if (event.key === "ArrowDown" && event.target === this.search) this.list.querySelector("button")?.focus();
    else if (event.target.closest("[data-sign-list]") && this.#next(event)) this.#move(event.target, this.#next(event));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #next({ key, target }) {
    const buttons = [...this.list.querySelectorAll("button")];
    const here = buttons.indexOf(target);
    if (key in STEPS) return buttons[here + STEPS[key]];
    if (key === "Home") return buttons[0];
    if (key === "End") return buttons.at(-1);
    const { offsetLeft: left, offsetTop: top } = target;
    const column = buttons.filter((one) => Math.abs(one.offsetLeft - left) < 8);
    if (key === "ArrowDown") return column.find((one) => one.offsetTop > top);
    if (key === "ArrowUp") return column.findLast((one) => one.offsetTop < top) ?? this.search;
    return undefined;
  }

  #move(from, to) {
    if (to !== this.search) from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}

/** Without case and accents, so that "corazon" finds "corazón". */
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

const speaksOf = ([, english, spanish], wanted) => plain(`${english} ${spanish}`).includes(wanted);

function buttonOf([sign, english, spanish]) {
  const button = document.createElement("button");
  const [name] = (document.documentElement.lang.startsWith("es") ? spanish : english).split("|");
  Object.assign(button, { type: "button", className: "composer__sign", textContent: sign, title: name, tabIndex: -1 });
  button.setAttribute("aria-label", name);
  return button;
}

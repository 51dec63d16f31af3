/** What can be done with a message: a menu of it, made when it is opened; one open at a time, and wholly in sight. */

export class Menus {
  /** `opener` is copied into each message that offers something, `acts` (all there are, and where) when it is opened. */
  constructor(log, { opener, acts }) {
    Object.assign(this, { log, opener, acts });
    log.element.addEventListener("rendered", ({ detail: { article, old } }) => this.#furnish(article, old));
    log.element.addEventListener("toggle", ({ target }) => target.matches("details.more") && this.#toggled(target), true); // It does not bubble.
    document.addEventListener("click", ({ target }) => this.#close((menu) => !menu.contains(target)));
    log.articles.forEach((article) => this.#furnish(article));
  }

  /** A link of a message's menu, whether that is open or not; nothing where it is not offered. */
  find(article, link) {
    return this.#listOf(article).querySelector(link);
  }

  #furnish(article, old) {
    article.querySelector("noscript")?.remove();
    if (![...this.acts.content.querySelectorAll("li")].some((act) => isFor(act, article))) return;
    const menu = this.opener.content.firstElementChild.cloneNode(true);
    article.querySelector(".message__body").append(menu);
    if (old?.querySelector("details.more[open]")) this.#open(menu);
  }

  #toggled(menu) {
    if (!menu.open) return menu.querySelector("ul")?.remove();
    this.#close((other) => other !== menu);
    this.#open(menu);
    return menu.querySelector("ul").scrollIntoView({ block: "nearest" });
  }

  #open(menu) {
    if (!menu.querySelector("ul")) menu.append(this.#listOf(menu.closest(".message")));
    menu.open = true;
  }

  #close(isOver) {
    for (const menu of this.log.element.querySelectorAll("details.more[open]")) if (isOver(menu)) menu.open = false;
  }

  /** The acts that this message offers, with its own addresses and its author's name. */
  #listOf(article) {
    const list = this.acts.content.firstElementChild.cloneNode(true);
    const { message, author: any } = this.acts.dataset;
    const { id, author } = article.dataset;
    for (const act of [...list.children]) if (!isFor(act, article)) act.remove();
    for (const link of list.querySelectorAll("a")) {
      link.setAttribute("href", link.getAttribute("href").replace(message, id).replace(any, author));
    }
    for (const name of list.querySelectorAll("[data-member]")) {
      name.dataset.member = author;
      name.textContent = article.querySelector("[data-name]").textContent;
    }
    return list;
  }
}

function isFor({ dataset: { states, whose, names } }, article) {
  const { author, state } = article.dataset;
  if (!author && names !== undefined) return false; // Somebody who left.
  const side = article.matches(".message--mine") ? "own" : "other";
  return states.split(" ").includes(state) && ["", side].includes(whose);
}

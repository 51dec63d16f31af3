/** Show a member's present alias and word beside it, wherever they have spoken. */
export function showPerson(log, { author, alias, tag }) {
  for (const article of log.element.querySelectorAll(`.message[data-author="${CSS.escape(author)}"]`)) {
    const name = article.querySelector("[data-name]");
    const word = article.querySelector("[data-tag]");
    if (name) name.textContent = alias;
    if (!word) continue;
    word.textContent = tag;
    word.hidden = !tag;
  }
}

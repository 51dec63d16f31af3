/** Show a member's present alias wherever they are named, and the word beside it wherever they have spoken. */
export function showPerson(log, { author, alias, tag, looks_after: looksAfter }) {
  const own = CSS.escape(author);
  for (const name of log.element.querySelectorAll(`.message [data-member="${own}"]`)) {
    name.textContent = name.matches(".mention") ? `@${alias}` : alias;
  }
  for (const article of log.element.querySelectorAll(`.message[data-author="${own}"]`)) {
    const name = article.querySelector("[data-name]");
    const word = article.querySelector("[data-tag]");
    const answers = article.querySelector("[data-quiet]");
    if (name && answers) answers.ariaLabel = answers.ariaLabel.replace(name.textContent, alias);
    if (name) name.textContent = alias;
    if (!word) continue;
    word.textContent = tag;
    word.hidden = !tag;
    word.classList.toggle("tag--care", looksAfter);
  }
}

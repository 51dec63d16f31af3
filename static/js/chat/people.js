/** Show a member's present alias wherever they are named, and the word beside it wherever they have spoken. */
export function showPerson(log, { author, alias, tag, looks_after: looksAfter }) {
  const own = CSS.escape(author);
  for (const name of log.element.querySelectorAll(`.message [data-member="${own}"]`)) {
    name.textContent = name.matches(".mention") ? `@${alias}` : alias;
  }
  for (const article of log.element.querySelectorAll(`.message[data-author="${own}"]`)) {
    const name = article.querySelector("[data-name]");
    const answers = article.querySelector("[data-quiet]");
    if (name && answers) answers.ariaLabel = answers.ariaLabel.replace(name.textContent, alias);
    if (name) name.textContent = alias;
    article.querySelector("[data-tag]")?.remove();
    if (name && tag) name.parentElement.querySelector("time").before(wordOf(tag, looksAfter), " ");
  }
}

function wordOf(tag, looksAfter) {
  const word = document.createElement("span");
  word.className = looksAfter ? "tag tag--care" : "tag";
  word.dataset.tag = "";
  word.textContent = tag;
  return word;
}

/** Whoever is called on in a message: when it is the reader, it is seen and heard. */

/** Mark the reader's own mentions in the log, now and in whatever comes; `words` says "this is you". */
export function markOwnMentions(element, own, words) {
  const mark = () => {
    for (const mention of element.querySelectorAll(`.mention[data-member="${CSS.escape(own)}"]:not(.mention--mine)`)) {
      mention.classList.add("mention--mine");
      const heard = document.createElement("span");
      heard.className = "visually-hidden";
      heard.textContent = ` (${words})`;
      mention.append(heard);
    }
  };
  new MutationObserver(mark).observe(element, { childList: true, subtree: true });
  mark();
}

/** Show a member's present alias wherever somebody called on them. */
export function showRenamed(element, { author, alias }) {
  for (const mention of element.querySelectorAll(`.mention[data-member="${CSS.escape(author)}"]`)) {
    mention.firstChild.textContent = `@${alias}`;
  }
}

/** Those who spoke in the conversation on the page, the last one first. */
export function speakersIn(log, own) {
  const spoken = new Map();
  for (const article of log.articles.reverse()) {
    const { author } = article.dataset;
    const name = article.querySelector("[data-name]");
    if (author && author !== own && name && !spoken.has(author)) spoken.set(author, { id: author, alias: name.textContent });
  }
  return [...spoken.values()];
}

/** Headings stand where a day begins, and nowhere else. */
export function arrangeDays(log) {
  const { element, times, dayPart } = log;
  element.querySelectorAll(".day:not(.day--new)").forEach((heading) => heading.remove());
  let day = "";
  for (const article of log.articles) {
    const own = dayOf(article, times);
    if (own !== day) article.before(heading(article, times, dayPart));
    day = own;
  }
}

/** What was posted stays on its day: it is looked up once, for long conversations are arranged often. */
function dayOf(article, times) {
  if (!article.dataset.at) return times.dayOf(article);
  return (article.dataset.day ||= times.dayOf(article));
}

function heading(article, times, dayPart) {
  const made = dayPart.content.firstElementChild.cloneNode(true);
  made.textContent = times.headingOf(article);
  return made;
}

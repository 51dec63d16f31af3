/** What a reader has open in a message goes over to its new copy; so does the focus. */

/** Take it from the old copy, before that leaves the page; the answer gives it to the new one. */
export function carry(old) {
  if (!old) return () => {};
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const isUnfolded = old.querySelector("details.message__fold")?.open;
  const place = focused ? [...old.querySelectorAll(focused.tagName)].indexOf(focused) : -1;
  return (article) => {
    if (isUnfolded) article.querySelector("details.message__fold")?.setAttribute("open", "");
    if (focused) (again(article, focused, place) ?? article).focus({ preventScroll: true });
  };
}

/** The control in the new copy that is what the old one had the focus on. */
function again(article, focused, place) {
  if (article.contains(focused)) return focused; // It came over itself.
  const { kind, quietOpen } = focused.dataset;
  if (kind) return article.querySelector(`[data-quiet] [data-kind="${CSS.escape(kind)}"]`);
  if (quietOpen !== undefined) return article.querySelector(`${focused.tagName}[data-quiet-open]`);
  const found = article.querySelectorAll(focused.tagName)[place];
  return found?.className === focused.className ? found : null;
}

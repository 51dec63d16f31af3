/** Make a message's element from what the server rendered and cleaned, with its names, the reader's clock and side. */
export function makeMessage(message, { own, times, youPart }) {
  const { html, id, number, change, author, state, posted_at: at } = message;
  const holder = document.createElement("template");
  holder.innerHTML = html; // Rendered by the server.
  const article = holder.content.firstElementChild;
  article.id = `m-${id}`;
  Object.assign(article.dataset, { id, number: number ?? "", change, author: author ?? "", state, at });
  const isMine = Boolean(author) && author === own;
  article.classList.toggle("message--mine", isMine);
  if (isMine && !article.querySelector(".message__you")) {
    article.querySelector("[data-name]").after(youPart.content.cloneNode(true));
  }
  times.show(article);
  return article;
}

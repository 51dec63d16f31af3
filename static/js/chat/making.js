/** Make a message's element from what the server rendered and cleaned, with the reader's clock and side. */
export function makeMessage(message, { own, times }) {
  const holder = document.createElement("template");
  holder.innerHTML = message.html; // Rendered by the server.
  const article = holder.content.firstElementChild;
  article.classList.toggle("message--mine", Boolean(message.author) && message.author === own);
  times.show(article);
  return article;
}

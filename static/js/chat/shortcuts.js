/** What single keys do while nobody is writing, and the list of them. Shift alone is never taken: it is the way out. */

const TYPED_INTO = "input, textarea, select, [contenteditable]";

export function listenForShortcuts(chat) {
  const dialog = chat.querySelector("[data-shortcuts]");
  const open = () => {
    for (const row of dialog.querySelectorAll("[data-needs]")) row.hidden = !chat.querySelector(row.dataset.needs);
    dialog.showModal();
  };
  const keys = {
    "?": open,
    c: () => chat.composer.focus(),
    n: () => toNews(chat),
    r: (event) => toAnswer(chat, event.target.closest(".message")),
    "/": () => chat.querySelector("[data-search-open]")?.click(),
  };
  chat.querySelector("[data-shortcuts-open]").addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const isBusy = event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
    const answer = keys[event.key.toLowerCase()];
    if (isBusy || !answer || event.target.closest(TYPED_INTO) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    answer(event);
  });
}

function toAnswer(chat, article) {
  if (article) chat.answer(article);
}

async function toNews(chat) {
  await chat.jumps.goToNew();
  const { divider, articles } = chat.log;
  const first = articles.find((article) => Number(article.dataset.number) >= divider.number && !article.matches(".message--mine"));
  return divider.number ? first?.focus({ preventScroll: true }) : null;
}

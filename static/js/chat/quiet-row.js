/** The row of quiet answers under one message: what is there and what is mine, or, opened, all that can be given. */

import { ask, sayProblem } from "./asking.js";

/** A message came from the server. A frame for everybody does not say what is mine: that is as it was. */
export function dress(article, { old, mine, part, rowPart }) {
  if (article.dataset.state !== "visible" || article.matches(".message--mine, .message--gone")) return;
  const row = article.querySelector("[data-quiet]") ?? addRow(article, rowPart);
  const before = old?.querySelector("[data-quiet]");
  row.dataset.mine ??= mine?.join(" ") ?? before?.dataset.mine ?? "";
  row.dataset.present = [...row.querySelectorAll("[data-kind]")].map((one) => one.dataset.kind).join(" ");
  row.toggleAttribute("data-opened", before?.hasAttribute("data-opened") ?? false);
  draw(row, part);
}

/** Nobody has answered yet: the server drew no row. */
function addRow(article, rowPart) {
  const row = rowPart.content.firstElementChild.cloneNode(true);
  const words = row.getAttribute("aria-label").replace(rowPart.dataset.alias, () => article.querySelector("[data-name]").textContent);
  row.setAttribute("aria-label", words);
  const body = article.querySelector(".message__body");
  return body.insertBefore(row, body.querySelector(":scope > .more"));
}

/** Show the row as its data say; `chosen` tells what was pressed and is not confirmed yet. */
export function draw(row, part, chosen = () => undefined) {
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  const present = row.dataset.present.split(" ");
  const isOpened = row.hasAttribute("data-opened");
  const shown = [...part.content.cloneNode(true).querySelectorAll("button")].filter((button) => {
    const { kind } = button.dataset;
    const isMine = Boolean(kind) && (chosen(kind) ?? isMineIn(row, kind));
    if (kind) button.setAttribute("aria-pressed", String(isMine));
    else button.setAttribute("aria-expanded", String(isOpened));
    return !kind || isOpened || isMine || present.includes(kind);
  });
  row.replaceChildren(...shown);
  row.classList.toggle("reactions--none", shown.length === 1);
  if (focused) (shown.find((one) => one.dataset.kind === focused.dataset.kind) ?? shown.at(-1)).focus();
}

/** Whether the server says that an answer of this kind is mine. */
export function isMineIn(row, kind) {
  return row.dataset.mine.split(" ").includes(kind);
}

/** Show an author who answered, in place of the kinds. */
export async function showWho(event, row, problem) {
  event.preventDefault();
  const { text, detail } = await ask(event.target.closest("a").href, { isPart: true });
  if (!text) return sayProblem(row.closest(".message"), problem, detail);
  row.innerHTML = text; // Rendered by the server, aliases escaped.
  return row.firstElementChild?.focus();
}

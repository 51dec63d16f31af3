/** Taking back one's own words, after asking once. Without this module the link leads to a page that asks. */

import { ask } from "./asking.js";

export function takeBackOnClick({ log, token, inline, question, problem, onDone }) {
  const unsend = async (box, address) => {
    const said = await ask(address, { token, fields: {} });
    if (!said.isDone) return inline.say(box, said.detail ?? problem.content.textContent);
    inline.finish(box);
    return onDone();
  };
  log.element.addEventListener("click", (event) => {
    const link = event.target.closest("[data-unsend]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details").open = false;
    const box = question.content.firstElementChild.cloneNode(true);
    inline.begin(link.closest(".message").dataset.id, box);
    box.querySelector("[data-keep]").onclick = () => inline.cancel(box);
    box.querySelector("[data-confirm]").onclick = () => unsend(box, link.href);
    box.querySelector("[data-keep]").focus();
  });
}

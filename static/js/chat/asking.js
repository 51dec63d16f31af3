/** Asking the server about one message, and saying beside it what went wrong. */

/** Whether a refusal is a question: sent once more with `confirmed`, the words go as they are. */
export const isQuestion = (code) => code === "contact_details" || code === "watched_words";

/** Post `fields` as JSON's answer, or fetch a rendered part; `isDone` and its fields, `text`, or `detail` says why not. */
export async function ask(address, { token = "", fields = null, isPart = false } = {}) {
  try {
    const headers = isPart ? { "HX-Request": "true" } : { Accept: "application/json", "X-CSRFToken": token };
    const body = fields && new URLSearchParams(fields);
    const answer = await fetch(address, { method: fields ? "POST" : "GET", headers, body, cache: "no-store" });
    if (isPart) return answer.ok ? { text: await answer.text() } : {};
    const said = answer.status === 204 ? {} : await answer.json();
    return answer.ok ? { isDone: true, ...said } : { detail: said.detail };
  } catch {
    return {}; // Offline, or no JSON: the caller has words for it.
  }
}

/** Say it under the message, once, in place of what was said there before. */
export function sayProblem(article, part, detail) {
  article.querySelector(".message__problem")?.remove();
  const said = part.content.firstElementChild.cloneNode(true);
  if (detail) said.textContent = detail;
  article.querySelector(".message__body").append(said);
}

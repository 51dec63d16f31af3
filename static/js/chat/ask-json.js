/** Ask the server for JSON. Answers null while it cannot be reached; a refusal is an answer with a `code`. */
export async function askJson(address, token, options = {}) {
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const answer = await fetch(address, { ...options, headers, cache: "no-store" });
    return answer.status < 500 ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** The page may not go on (signed out, or no longer let in): nothing stays to be read but one's own unsent words. */

const SIGNED_OUT = 4401;

/** Load the page anew, to what a stranger gets; unsent words stay first, to be copied. */
export function closePage(chat, code) {
  const words = [...chat.outgoing.unsent, chat.composer.words.value].filter((text) => text.trim());
  if (!words.length) return location.reload();
  const part = chat.querySelector('template[data-part="closed"]').content.firstElementChild.cloneNode(true);
  const isSignedOut = code === SIGNED_OUT;
  for (const one of part.querySelectorAll("[data-signed-out]")) one.hidden = !isSignedOut;
  for (const one of part.querySelectorAll("[data-shut]")) one.hidden = isSignedOut;
  for (const text of words) {
    const kept = document.createElement("p");
    kept.className = "room__kept-words";
    kept.textContent = text;
    part.querySelector("[data-kept-words]").append(kept);
  }
  part.querySelector("[data-go-on]").href = location.pathname;
  chat.replaceChildren(part);
  return part.focus();
}

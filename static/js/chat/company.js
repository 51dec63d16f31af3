/** Company for whoever wrote of being in danger: a line that only they see, until they have read it. */

/** Show the line when the server says so; "not now" puts it away and leads back to the words. */
export function offerCompany(chat) {
  const part = chat.querySelector("[data-company]");
  chat.outgoing.onCompany = () => (part.hidden = false);
  part.querySelector("[data-company-close]").addEventListener("click", (event) => {
    event.preventDefault();
    part.hidden = true;
    chat.composer.form.elements.body.focus();
  });
}

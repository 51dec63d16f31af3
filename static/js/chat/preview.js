/** How the words will look, rendered by the server as the room would; and what the signs do. */

const LATER = 600;

export class Preview {
  #timer = 0;

  constructor(composer, { token, failed }) {
    const { form } = composer;
    Object.assign(this, { composer, token, failed, address: form.dataset.previews });
    this.panel = form.querySelector("[data-preview]");
    this.shown = form.querySelector("[data-preview-shown]");
    this.problem = form.querySelector("[data-preview-problem]");
    this.button = form.querySelector("[data-preview-open]");
    this.button.addEventListener("click", () => this.#toggle());
    form.addEventListener("said", () => this.#open(false));
    composer.words.addEventListener("input", () => this.#later());
  }

  #toggle() {
    this.#open(this.panel.hidden);
    if (this.panel.hidden) this.composer.focus();
    else this.#render(true);
  }

  #open(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  #later() {
    clearTimeout(this.#timer);
    if (!this.panel.hidden) this.#timer = setTimeout(() => this.#render(false), LATER);
  }

  async #render(takesFocus) {
    const body = this.composer.words.value;
    this.problem.hidden = true;
    this.shown.hidden = !body.trim();
    if (this.shown.hidden) return;
    const said = await this.#ask(body);
    if (body !== this.composer.words.value) return;
    if (said.ok) this.shown.innerHTML = said.text; // Rendered and cleaned by the server.
    else Object.assign(this.problem, { hidden: false, textContent: said.text });
    this.shown.hidden = !said.ok;
    if (takesFocus && said.ok) this.shown.focus();
  }

  async #ask(body) {
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": this.token };
      const answer = await fetch(this.address, { method: "POST", headers, body: new URLSearchParams({ body }) });
      return { ok: answer.ok, text: answer.ok ? await answer.text() : (await answer.json()).detail };
    } catch {
      return { ok: false, text: this.failed };
    }
  }
}

/** `<form-preview data-url="…"><form>… <div data-preview>`: what would come of the form follows what is typed; without this a button shows it. */

const PAUSE = 400; // Milliseconds without typing before the server is asked.

class FormPreview extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.querySelector(".js-spare")?.remove();
    this.form.addEventListener("input", () => this.later());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE);
  }

  async show() {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(this.form));
      const headers = { "HX-Request": "true" };
      const answer = await fetch(this.dataset.url, { method: "POST", body, headers, signal: this.asked.signal });
      // Rendered and escaped by our own server.
      if (answer.ok) this.querySelector("[data-preview]").innerHTML = await answer.text();
    } catch {
      // Out of reach or overtaken by the next one: the last one stays.
    }
  }
}

customElements.define("form-preview", FormPreview);

/** `<passkey-step data-wish="make|show" data-options="{…}" or data-from="/address/">` around a form: asks the device for a passkey and sends its answer along. */

import { isPossible, make, show } from "../lib/passkeys.js";

class PasskeyStep extends HTMLElement {
  connectedCallback() {
    if (!isPossible()) return;
    for (const part of this.querySelectorAll("[data-ready]")) part.hidden = false;
    for (const part of this.querySelectorAll("[data-unable]")) part.hidden = true;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.answer(event));
  }

  async answer(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.say("");
    try {
      const answer = await (this.dataset.wish === "make" ? make : show)(await this.options());
      this.form.elements.credential.value = JSON.stringify(answer);
      this.form.submit();
    } catch (error) {
      // InvalidStateError: the device holds one of this account already; NotAllowedError: given up, or waited too long.
      this.say({ InvalidStateError: this.dataset.there, NotAllowedError: this.dataset.stopped }[error.name] ?? this.dataset.failed);
    }
    this.isBusy = false;
  }

  async options() {
    if (this.dataset.options) return JSON.parse(this.dataset.options);
    const answer = await fetch(this.dataset.from, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  say(words) {
    this.querySelector("[data-said]").textContent = words;
  }
}

customElements.define("passkey-step", PasskeyStep);

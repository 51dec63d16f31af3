/** `<pass-question>`: a button that takes back every answer to one question; without JavaScript an unanswered question is a passed one. */

class PassQuestion extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-pass]");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => this.pass(button));
    this.addEventListener("change", () => button.removeAttribute("aria-pressed"));
  }

  pass(button) {
    for (const input of this.querySelectorAll("input")) input.checked = false;
    for (const select of this.querySelectorAll("select")) select.value = "";
    button.setAttribute("aria-pressed", "true");
  }
}

customElements.define("pass-question", PassQuestion);

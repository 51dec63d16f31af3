/** `<copy-words>`: a button that copies the words beside it; without this file they are marked and copied by hand. */

class CopyWords extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => this.copy(button));
  }

  async copy(button) {
    try {
      await navigator.clipboard.writeText(this.querySelector("[data-words]").innerText.trim());
    } catch {
      return; // The browser was told not to: the words can still be marked.
    }
    button.querySelector("[data-says]").textContent = button.dataset.done;
  }
}

customElements.define("copy-words", CopyWords);

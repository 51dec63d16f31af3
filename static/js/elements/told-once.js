/** `<told-once>`: what is told once goes in place, so that nothing typed on the page is lost; without this the server answers without a page. */

class ToldOnce extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.answer(event));
  }

  async answer(event) {
    event.preventDefault();
    const { target: form, submitter } = event;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter) });
      if (!answer.ok) return;
    } catch {
      return; // Without a connection it stays to be pressed again.
    }
    if (submitter.value === "hidden") document.querySelector("leave-now form").hidden = true;
    document.querySelector("main").focus({ preventScroll: true });
    this.remove();
  }
}

customElements.define("told-once", ToldOnce);

/** `<own-notices data-address>`: the quiet sign that something is new. A `notice` event of the page lets it ask again. */

// What is read in this moment, on this page, needs no sign: the page tells so two seconds later.
const PAUSE = 3000;

class OwnNotices extends HTMLElement {
  #timer = 0;
  #soon = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), PAUSE);
  };

  connectedCallback() {
    document.addEventListener("notice", this.#soon);
  }

  disconnectedCallback() {
    document.removeEventListener("notice", this.#soon);
  }

  async ask() {
    try {
      const answer = await fetch(this.dataset.address, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok) this.hidden = !(await answer.json()).is_new;
    } catch {
      // Offline, or signed out: the next page knows.
    }
  }
}

customElements.define("own-notices", OwnNotices);

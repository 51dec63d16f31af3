/** `<kept-words><form>`: what is typed is kept by the server while somebody writes; Save does the same without this. */

const PAUSE = 1500; // Milliseconds without a key.
const PATIENCE = 10_000; // Milliseconds that Save may have to wait for an answer.

class KeptWords extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.keeping = null; // While something is under way: a promise of its end.
    this.before = this.words;
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("submit", (event) => this.afterKeeping(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.now());
  }

  get words() {
    return this.form.elements.words.value;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  /** One after the other: each carries the mark that the one before it got. */
  now() {
    clearTimeout(this.timer);
    const last = (this.keeping = (this.keeping ?? Promise.resolve()).then(() => this.keep()));
    last.then(() => this.keeping === last && (this.keeping = null));
  }

  async keep() {
    const words = this.words;
    if (this.isOver || words === this.before) return;
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" }, keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 409) return this.giveUp();
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      this.form.elements.drawn_from.value = (await answer.json()).drawn_from;
      this.before = words;
      this.say("kept");
    } catch {
      this.say("waits");
    }
  }

  /** Changed elsewhere: only a page can show both. */
  giveUp() {
    this.isOver = true;
    this.say("changed");
  }

  /** Save waits for what is under way, so that it carries the mark of it. */
  async afterKeeping(event) {
    clearTimeout(this.timer);
    this.isOver = true;
    if (!this.keeping) return;
    event.preventDefault();
    await this.keeping;
    this.form.requestSubmit(event.submitter);
  }

  say(what) {
    this.querySelector("[data-said]").textContent = this.dataset[what];
  }
}

customElements.define("kept-words", KeptWords);

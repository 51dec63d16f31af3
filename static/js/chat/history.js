/** The conversation has no end in either direction: more of it comes before the reader gets there, without a jump. */

const AHEAD = 1.5; // Heights of the window before an edge at which more is asked for.

export class History {
  #isLoading = false;

  constructor({ address, log, link, onPresent }) {
    Object.assign(this, { address, log, onPresent });
    link?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#older();
    });
    log.element.addEventListener("scroll", () => this.check(), { passive: true });
  }

  /** Load what is missing near the reader; called when they move, and once more after each loading. */
  async check() {
    const { element, hasOlder, hasNewer } = this.log;
    const ahead = element.clientHeight * AHEAD;
    if (hasOlder && element.scrollTop < ahead) return this.#older();
    if (hasNewer && element.scrollHeight - element.scrollTop - element.clientHeight < ahead) return this.#newer();
    if (this.log.isAtEnd) this.log.trim();
    return null;
  }

  #older() {
    const { lowest } = this.log;
    const show = (page) => lowest === this.log.lowest && this.#showOlder(page);
    return lowest && this.log.hasOlder ? this.#load(`?before=${lowest}&limit=50`, show) : null;
  }

  #newer() {
    const { highest } = this.log;
    const show = (page) => highest === this.log.highest && this.#showNewer(page);
    return this.#load(`?above=${highest}&limit=50`, show);
  }

  #showOlder(page) {
    this.log.hasOlder = page.more;
    this.log.load(page.messages);
  }

  #showNewer(page) {
    this.log.load(page.messages);
    if (page.more) return;
    // The present: what came while this page was on its way, and what waits without a number, comes with it.
    this.onPresent();
  }

  /** Ask, and show the answer unless the reader has gone elsewhere meanwhile: it would leave a hole. */
  async #load(query, show) {
    if (this.#isLoading) return;
    this.#isLoading = true;
    let page = null;
    try {
      const answer = await fetch(this.address + query, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.ok) page = await answer.json();
    } catch {
      // Offline: the link stays, and the next movement tries again.
    }
    this.#isLoading = false;
    if (!page) return;
    show(page);
    requestAnimationFrame(() => this.check());
  }
}

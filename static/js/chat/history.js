/** Earlier messages: more of them at the top, without the reader's place jumping. */

export class History {
  #isLoading = false;

  constructor({ address, log, link }) {
    Object.assign(this, { address, log, link });
    link?.addEventListener("click", (event) => {
      event.preventDefault();
      this.more();
    });
    log.element.addEventListener("scroll", () => log.element.scrollTop < 80 && this.more(), { passive: true });
  }

  async more() {
    const first = this.log.articles.find((article) => article.dataset.number);
    if (this.#isLoading || !this.link?.isConnected || !first) return;
    this.#isLoading = true;
    try {
      const query = `?before=${first.dataset.number}&limit=50`;
      const answer = await fetch(this.address + query, { headers: { Accept: "application/json" } });
      if (answer.ok) this.#show(await answer.json());
    } catch {
      // Offline: the link stays and can be tried again.
    } finally {
      this.#isLoading = false;
    }
  }

  #show(page) {
    const scroller = this.log.element;
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    page.messages.forEach((message) => this.log.apply(message, { isEarlier: true }));
    if (!page.more) this.link.remove();
    scroller.scrollTop = scroller.scrollHeight - fromEnd;
  }
}

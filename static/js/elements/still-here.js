/** `<still-here data-address="/me/here/">` for a discreet person: says each minute that they used this page, or are in a
 *  meeting. When they did not for a quarter of an hour the server has signed them out, and the page goes too. */

const MINUTE = 60_000;
const GONE_AFTER = 16 * MINUTE;

class StillHere extends HTMLElement {
  connectedCallback() {
    this.stop = new AbortController();
    this.toldAt = Date.now();
    const heard = { signal: this.stop.signal, passive: true, capture: true };
    for (const act of ["pointerdown", "keydown", "wheel", "touchmove"]) addEventListener(act, () => (this.wasUsed = true), heard);
    this.timer = setInterval(() => this.look(), MINUTE);
    // A telephone that slept looks at once when it wakes.
    document.addEventListener("visibilitychange", () => this.look(), heard);
  }

  disconnectedCallback() {
    this.stop.abort();
    clearInterval(this.timer);
  }

  async look() {
    if (Date.now() - this.toldAt > GONE_AFTER) return again();
    if (!this.wasUsed && !document.querySelector("meeting-room")) return;
    this.wasUsed = false;
    try {
      const answer = await fetch(this.dataset.address, { cache: "no-store" });
      if (answer.redirected) again();
      else if (answer.ok) this.toldAt = Date.now();
    } catch { /* Without a connection nobody is told; the next minute tries again. */ }
  }
}

const again = () => location.replace(location.pathname + location.search);

customElements.define("still-here", StillHere);

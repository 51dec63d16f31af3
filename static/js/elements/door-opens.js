/** `<door-opens data-of="…" data-in="754">` around what changes when this meeting's door opens: seconds later it is drawn anew, and nothing else on the page moves. */

const EVERY = 1000;
const AGAIN = 5000;

class DoorOpens extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.in) return;
    this.waitFor(Number(this.dataset.in));
    // By the device's clock, looked at often: a telephone that slept knows at once when it wakes.
    this.timer = setInterval(() => Date.now() >= this.at && this.look(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  waitFor(seconds) {
    this.at = Date.now() + seconds * 1000 + Math.random() * EVERY; // Not everybody at once.
  }

  async look() {
    this.at = Date.now() + AGAIN;
    const fresh = await ask(this.dataset.of);
    if (fresh === null) return; // Without a connection it is tried again.
    if (fresh?.dataset.in) return this.waitFor(Number(fresh.dataset.in)); // It was moved.
    clearInterval(this.timer);
    if (!fresh) return;
    const hadFocus = this.contains(document.activeElement);
    this.replaceChildren(...fresh.childNodes); // Rendered and escaped by our own server.
    if (hadFocus) this.querySelector("a, button")?.focus({ preventScroll: true });
  }
}

async function ask(meeting) {
  try {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (answer.status >= 500) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(`door-opens[data-of="${CSS.escape(meeting)}"]`) ?? undefined;
  } catch {
    return null;
  }
}

customElements.define("door-opens", DoorOpens);

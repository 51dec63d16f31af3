/** `<company-here data-open>`: while a call for company stands and its page is looked at, who is there appears by itself. */

const EVERY = 4000;

class CompanyHere extends HTMLElement {
  connectedCallback() {
    if ("open" in this.dataset) this.timer = setInterval(() => document.hidden || this.look(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async look() {
    const fresh = await ask();
    // What stays the same is left alone: a screen reader would say it again.
    if (fresh && fresh.textContent !== this.textContent) this.replaceChildren(...fresh.childNodes); // Rendered and escaped by our own server.
    if (fresh && !("open" in fresh.dataset)) clearInterval(this.timer);
  }
}

async function ask() {
  try {
    const answer = await fetch(location.pathname, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "error" });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("company-here") : null;
  } catch {
    return null; // Without a connection it is tried again.
  }
}

customElements.define("company-here", CompanyHere);

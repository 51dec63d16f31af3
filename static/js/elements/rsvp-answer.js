/* Answers in place: the server draws the new buttons. Without this file the form goes the ordinary way. */
class RsvpAnswer extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.answer(event));
  }

  async answer(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    const form = event.target;
    const body = new FormData(form);
    body.set("answer", event.submitter?.value ?? "yes");
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      this.show(await response.text(), event.submitter?.value);
    } catch {
      // The ordinary way says in words what happened.
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "answer", value: event.submitter?.value ?? "yes" }));
      form.submit();
    }
  }

  show(html) {
    const position = [...this.querySelectorAll("button")].indexOf(document.activeElement);
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("rsvp-answer");
    this.replaceWith(fresh);
    // Whoever tapped stays where they were.
    fresh.querySelectorAll("button")[Math.max(position, 0)]?.focus();
  }
}

customElements.define("rsvp-answer", RsvpAnswer);

/** Where a line is written: the words stay until the server has kept them, and are sent again after an interruption. */

export class Writer {
  /** `send` gives a frame to the meeting's socket. */
  constructor(form, send) {
    this.form = form;
    this.send = send;
    this.input = form.querySelector("textarea");
    this.problem = form.querySelector(".writer__problem");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.write();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.write();
    });
  }

  write() {
    const body = this.input.value.trim();
    if (!body || this.waiting) return;
    this.say("");
    this.waiting = { type: "chat.write", client_id: crypto.randomUUID(), body, door: this.form.dataset.door ?? "" };
    this.form.setAttribute("aria-busy", "true");
    this.send(this.waiting);
  }

  /** The room is open anew: what was under way is sent again; the server keeps it once. */
  again() {
    if (this.isLost && this.waiting) this.send(this.waiting);
    this.isLost = false;
  }

  lost() {
    this.isLost = true;
  }

  arrived(clientId) {
    if (!this.waiting || this.waiting.client_id !== clientId) return;
    if (this.input.value.trim() === this.waiting.body) this.input.value = "";
    this.rest();
  }

  refused(words) {
    if (!this.waiting) return;
    this.rest();
    this.say(words);
  }

  rest() {
    this.waiting = undefined;
    this.form.removeAttribute("aria-busy");
  }

  say(words) {
    this.problem.textContent = words;
    this.problem.hidden = !words;
  }
}

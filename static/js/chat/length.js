/** How long words may be: what was typed or pasted stays whole, the form says how much is too much, and is not sent until then. */

export class Length {
  constructor(form) {
    this.words = form.elements.body;
    this.line = form.querySelector("[data-too-long]");
    for (const kind of ["input", "filled"]) form.addEventListener(kind, () => this.#show());
    form.addEventListener("submit", (event) => this.#hold(event)); // Before anybody sends.
    this.#show();
  }

  get tooMany() {
    const { value, dataset } = this.words;
    const longest = Number(dataset.longest);
    // The server counts letters, whatever space they take in here.
    return value.length > longest ? Math.max(0, [...value.replaceAll("\r\n", "\n").trim()].length - longest) : 0;
  }

  #hold(event) {
    if (!this.tooMany) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#show();
    this.words.focus({ preventScroll: true });
    this.line.scrollIntoView({ block: "nearest" }); // Long words may have pushed it out of sight.
  }

  #show() {
    const { tooMany } = this;
    this.line.hidden = !tooMany;
    this.line.querySelector("[data-too-many]").textContent = tooMany.toLocaleString(document.documentElement.lang);
    if (tooMany) this.words.setAttribute("aria-invalid", "true");
    else if (this.wasTooMany) this.words.removeAttribute("aria-invalid");
    this.wasTooMany = tooMany > 0;
  }
}

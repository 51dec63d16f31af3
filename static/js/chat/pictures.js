/** Pictures that wait beside the words: sent ahead as soon as they are chosen, each with a description asked for. */

const MOST = 4;

export class Pictures {
  constructor(form, part) {
    this.form = form;
    this.part = part;
    this.ids = form.querySelector("[data-pictures]");
    this.list = form.querySelector("[data-picture-list]");
    this.problem = form.querySelector("[data-picture-problem]");
    this.chooser = form.querySelector("[data-picture-file]");
    this.chooser?.addEventListener("change", () => this.#take());
    form.elements.body.addEventListener("paste", (event) => this.#pasted(event));
    form.addEventListener("said", () => this.#clear());
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length || !this.chooser) return;
    event.preventDefault();
    files.forEach((file) => this.#send(file));
  }

  #take() {
    [...this.chooser.files].forEach((file) => this.#send(file));
    this.chooser.value = "";
  }

  async #send(file) {
    this.#say("");
    if (this.list.children.length >= MOST) return;
    const item = this.part.content.firstElementChild.cloneNode(true);
    this.list.append(item);
    this.list.hidden = false;
    const answer = await this.#post(this.form.dataset.picturesTo, { picture: file });
    if (!answer?.id) {
      item.remove();
      this.#say(answer?.detail || this.problem.dataset.lost);
      return this.#note();
    }
    this.#show(item, answer);
    return this.#note();
  }

  #show(item, { id, address }) {
    item.dataset.id = id;
    const image = item.querySelector("img");
    image.src = address;
    image.hidden = false;
    item.querySelector("[data-going]").hidden = true;
    const words = item.querySelector("[data-description]");
    words.disabled = false;
    words.addEventListener("change", () => this.#post(`${address}description/`, { description: words.value }));
    item.querySelector("[data-take-out]").addEventListener("click", () => this.#takeOut(item, address));
    words.focus();
  }

  #takeOut(item, address) {
    item.remove();
    this.#note();
    this.#post(`${address}removal/`, {});
    this.form.elements.body.focus();
  }

  #note() {
    this.ids.value = [...this.list.children].map((item) => item.dataset.id ?? "").join(" ").trim();
    this.list.hidden = !this.list.children.length;
  }

  #clear() {
    this.list.replaceChildren();
    this.#note();
  }

  #say(words) {
    this.problem.hidden = !words;
    this.problem.textContent = words;
  }

  async #post(address, fields) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      return answer.status === 204 ? {} : await answer.json();
    } catch {
      return null;
    }
  }
}

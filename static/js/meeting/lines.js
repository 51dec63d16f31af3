/** A list of lines in the order of their time; what the server sends twice stands there once. */

export class Lines {
  constructor(list) {
    this.list = list;
  }

  get isEmpty() {
    return !this.list.childElementCount;
  }

  add({ id, at, html }) {
    if (this.find(id)) return;
    const isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40;
    const item = Object.assign(document.createElement("li"), { className: "line" });
    item.dataset.line = id;
    item.dataset.at = at;
    item.innerHTML = html; // Rendered and escaped by the server.
    this.list.insertBefore(item, [...this.list.children].find((other) => other.dataset.at > at) ?? null);
    if (isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  remove(ids) {
    for (const id of ids) this.find(id)?.remove();
  }

  clear() {
    this.list.replaceChildren();
  }

  find(id) {
    return [...this.list.children].find((item) => item.dataset.line === id);
  }
}

/** `<case-keys>`: J and K move along rows (`[data-row]`), a letter presses, opens, follows or goes to what has it (`[data-key]`), ? opens the list of keys. */

const TYPED_INTO = "input, textarea, select, [contenteditable]";

class CaseKeys extends HTMLElement {
  connectedCallback() {
    this.pressed = (event) => this.press(event);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  press(event) {
    // A letter belongs to whoever types, and with Ctrl, Alt or Meta to the browser.
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.target.closest?.(TYPED_INTO)) return;
    if (this.act(event.key.toLowerCase())) event.preventDefault();
  }

  act(key) {
    if (key === "j" || key === "k") return this.move(key === "j" ? 1 : -1);
    if (key === "?") return this.open(this.querySelector("[data-key-list]"));
    const found = this.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found) return false;
    if (found instanceof HTMLDetailsElement) return this.open(found);
    // What needs words is gone to, and sent by hand.
    if (found instanceof HTMLFormElement) found.querySelector("input:not([type=hidden]), textarea").focus();
    else found.click();
    return true;
  }

  move(step) {
    const rows = [...this.querySelectorAll("[data-row]")];
    const here = rows.indexOf(document.activeElement.closest("[data-row]") ?? this.querySelector("[aria-current]"));
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    next?.focus();
    return Boolean(next);
  }

  open(details) {
    if (!details) return false;
    details.open = !details.open;
    if (details.open) (details.querySelector("select, textarea") ?? details.firstElementChild).focus();
    return true;
  }
}

customElements.define("case-keys", CaseKeys);

/** `<door-choice data-meeting="…">`: what was ticked and chosen at a door. It is a matter of this tab, and there again when the page is loaded anew. */

import { keepLight } from "../meeting/light.js";

const KEPT = "meeting-door"; // In this tab alone, of one meeting.

class DoorChoice extends HTMLElement {
  connectedCallback() {
    this.restore();
    this.addEventListener("change", () => this.keep());
    this.closest("form").addEventListener("submit", () => {
      keepLight(this.querySelector("[name=way]:checked")?.value === "sound");
    });
  }

  keep() {
    const chosen = [...this.querySelectorAll("input:checked")].map(({ name, value }) => [name, value]);
    sessionStorage.setItem(KEPT, JSON.stringify({ meeting: this.dataset.meeting, chosen }));
  }

  /** A tick is for the agreement that was read: another version of it has another value. */
  restore() {
    const { meeting, chosen } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    if (meeting !== this.dataset.meeting) return;
    for (const input of this.querySelectorAll("input")) {
      if (chosen.some(([name, value]) => name === input.name && value === input.value)) input.checked = true;
    }
  }
}

customElements.define("door-choice", DoorChoice);

/** How somebody wants to be in a meeting: sound alone is a matter of this browser, and kept in this tab. */

import { keepLight } from "../meeting/light.js";

class DoorChoice extends HTMLElement {
  connectedCallback() {
    this.closest("form").addEventListener("submit", () => {
      keepLight(this.querySelector("input:checked")?.value === "sound");
    });
  }
}

customElements.define("door-choice", DoorChoice);

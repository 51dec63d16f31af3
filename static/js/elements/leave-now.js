/** `<leave-now data-away="https://…"><form method="post" …>`: without this module the form does the same, more slowly. */

import { leave, watch } from "../lib/leaving.js";
import { onThreeShifts } from "../lib/shift-presses.js";

class LeaveNow extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const go = () => leave(form, this.dataset.away);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go();
    });
    onThreeShifts(go);
    watch(form, this.dataset.away);
  }
}

customElements.define("leave-now", LeaveNow);

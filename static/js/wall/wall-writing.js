/** `<wall-writing>`: what is written for the wall is kept as a draft; without this module a button keeps it. */

import { Drafts } from "../chat/drafts.js";

class WallWriting extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const { elements } = form;
    form.querySelector("[data-keep]")?.remove(); // It is kept without asking.
    const composer = {
      form,
      get fields() {
        return Object.fromEntries(new FormData(form));
      },
      fill({ body = "", kind = "plain", content_note: note = "" }) {
        elements.body.value = body;
        elements.kind.value = kind;
        elements.content_note.value = note;
      },
    };
    new Drafts(composer, elements.csrfmiddlewaretoken.value);
  }
}

customElements.define("wall-writing", WallWriting);

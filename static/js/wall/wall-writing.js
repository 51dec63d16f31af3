/** `<wall-writing>`: what is written for the wall is kept as a draft; without this module a button keeps it. */

import { Drafts } from "../chat/drafts.js";
import { EmojiPicker } from "../chat/emoji-picker.js";
import { insertAtCaret } from "../chat/inserting.js";
import { Length } from "../chat/length.js";
import { Preview } from "../chat/preview.js";

class WallWriting extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const { elements } = form;
    form.querySelector("[data-keep]")?.remove(); // It is kept without asking.
    form.querySelector("[data-with-script]").hidden = false;
    elements.body.setSelectionRange(elements.body.value.length, elements.body.value.length); // One goes on at the end.
    const composer = {
      form,
      words: elements.body,
      focus: () => elements.body.focus(),
      insert: (text) => insertAtCaret(elements.body, text),
      get fields() {
        return Object.fromEntries(new FormData(form));
      },
      fill({ body = "", kind = "plain", content_note: note = "" }) {
        elements.body.value = body;
        elements.kind.value = kind;
        elements.content_note.value = note;
        form.dispatchEvent(new Event("filled"));
      },
    };
    const texts = this.querySelector("template").content;
    const words = (name) => texts.querySelector(`[data-${name}]`).textContent;
    const token = elements.csrfmiddlewaretoken.value;
    new Length(form);
    new Drafts(composer, token);
    new EmojiPicker(composer, words);
    new Preview(composer, { token, failed: words("offline") });
  }
}

customElements.define("wall-writing", WallWriting);

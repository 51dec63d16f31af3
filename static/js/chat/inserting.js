/** Put a text where the caret of a text field is, as if it were typed. */
export function insertAtCaret(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

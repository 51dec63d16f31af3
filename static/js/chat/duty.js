/** Who is there, and what holds meanwhile: one line above the room. */

/** Show these words in the line, or hide it when there are none. */
export function showDuty(line, words) {
  if (!line) return; // Between two nobody is on duty.
  // The page itself may name whoever is there; what comes later is the same for everybody.
  const isNews = "said" in line.dataset ? line.dataset.said !== words : line.hidden === Boolean(words);
  if (isNews) line.querySelector("[data-duty-words]").textContent = words;
  line.dataset.said = words;
  line.hidden = !words;
}

/** The script of a meeting: the step that goes on, and in a silence a calm screen instead of people. */

import { ring, wake } from "./bell.js";
import { spell, until } from "./clocks.js";
import { paint } from "./painting.js";

const BELL = "meeting-bell"; // In this tab alone; leaving clears it.

export class Runner {
  constructor(room) {
    this.room = room;
    this.place = room.part("run");
    this.said = room.part("run-said");
    this.calm = room.part("calm");
    this.bell = room.part("bell");
    this.bell.checked = sessionStorage.getItem(BELL) !== "off";
    this.bell.addEventListener("change", () => sessionStorage.setItem(BELL, this.bell.checked ? "on" : "off"));
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, wake);
  }

  show({ run, is_frozen }) {
    const before = this.run;
    Object.assign(this, { run, isFrozen: is_frozen });
    if (!run) return;
    this.place.hidden = !run.html;
    paint(this.place, run.html);
    // Whoever comes in or reloads hears what goes on, too.
    if (run.step !== (before?.step ?? null)) {
      this.said.textContent = run.step === null ? "" : this.said.dataset.words.replace("%s", run.title);
    }
    this.tick();
  }

  tick() {
    const left = this.run?.is_silence ? until(this.run.ends_at) : 0;
    const isCalm = left > 0 && !this.isFrozen;
    if (isCalm) this.fill(left);
    if (isCalm === !this.calm.hidden) return;
    this.calm.hidden = !isCalm;
    this.room.page.classList.toggle("is-calm", isCalm);
    // Its time has come to an end: a host who goes on earlier, or stops the room, needs no sound.
    if (this.run?.is_silence && left <= 0 && this.bell.checked) ring();
  }

  fill(left) {
    this.write("calm-title", this.run.title);
    this.write("calm-words", this.run.text);
    this.write("calm-clock", spell(left));
  }

  write(name, words) {
    const part = this.room.part(name);
    if (part.textContent !== words) part.textContent = words;
  }
}

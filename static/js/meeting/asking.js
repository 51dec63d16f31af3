/** Buttons that carry their question with them: `data-say` is the frame, as the server wrote it for this state. */

import * as clocks from "./clocks.js";

export class Asking {
  constructor(room) {
    this.room = room;
    room.page.addEventListener("click", ({ target }) => this.press(target.closest("[data-say]")));
    room.socket.addEventListener("end", () => this.stop?.());
  }

  show(state) {
    clocks.learn(state.now);
    this.stop ??= clocks.run(this.room.page, () => this.room.parts.forEach((part) => part.tick?.()));
    queueMicrotask(() => clocks.show(this.room.page));
  }

  press(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.sure && !confirm(button.dataset.sure)) return;
    this.room.socket.send(JSON.parse(button.dataset.say));
  }
}

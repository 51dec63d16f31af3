/** What is told at the top of the room: that the group lets one neither speak nor write, and that somebody waits at the door. */

export class Notices {
  constructor(live) {
    this.live = live;
  }

  show(state) {
    const isSomebodyThere = state.greets && !state.is_frozen && state.door.length > 0;
    this.tell("silent", state.silent);
    this.tell("knock", isSomebodyThere ? this.live.part("knock").dataset.words : "");
  }

  /** Said aloud when it comes or changes, and not with every state. */
  tell(name, said) {
    const words = this.live.part(`${name}-words`);
    this.live.part(name).hidden = !said;
    if (words.textContent !== said) words.textContent = said;
  }
}

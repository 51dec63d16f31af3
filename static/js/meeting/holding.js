/** A room that is stopped for everybody, or waits for a host: shown, and said in words. */

export class Holding {
  constructor(live) {
    this.live = live;
    this.button = document.querySelector('[data-control="freeze"]');
  }

  show(state) {
    const { live } = this;
    const words = live.page.dataset;
    live.part("frozen").hidden = !state.is_frozen;
    live.part("stage").hidden = state.is_frozen;
    live.part("frozen-by").textContent = state.frozen_by;
    live.part("frozen-acts").hidden = !state.may_freeze;
    live.part("no-host").hidden = !state.is_held || state.is_frozen;
    this.button.hidden = !state.may_freeze;
    live.controls.turn("freeze", state.is_frozen, state.may_freeze);
    if (state.is_frozen) this.tell("frozen", words.wordsFrozen);
    else if (state.is_held && state.inside) this.tell("held", words.wordsNoHost);
    else this.tell("", this.told ? words.wordsGoingOn : undefined);
  }

  tell(what, words) {
    if (this.told !== what && words !== undefined) this.live.part("line-said").textContent = words;
    this.told = what;
  }
}

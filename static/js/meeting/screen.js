/** A host's screen instead of their picture; the browser itself shows that it is shared, and can end it. */

import { holdStream } from "../lib/media.js";

export class Screen {
  constructor(live) {
    this.live = live;
    this.button = live.part("screen");
    live.socket.addEventListener("frame", ({ detail }) => this.refused(detail));
    this.button?.addEventListener("click", () => (this.isOn ? this.stop() : this.start()));
  }

  show(state) {
    if (!this.button) return;
    const canShare = Boolean(navigator.mediaDevices?.getDisplayMedia); // No phone can.
    this.button.hidden = !(state.may_share && canShare) && !this.isOn;
    // Another act has ended it: a freeze, another window, the server.
    if (this.isOn && this.isKnown && !state.is_sharing) this.end();
    this.isKnown = state.is_sharing;
  }

  async start() {
    const { live } = this;
    try {
      const video = { frameRate: { max: 8 }, width: { max: 1280 } };
      const stream = holdStream(await navigator.mediaDevices.getDisplayMedia({ video, audio: false }));
      const [track] = stream.getVideoTracks();
      track.contentHint = "detail";
      track.addEventListener("ended", () => this.stop());
      this.isOn = true;
      live.controls.expect("video");
      await live.own.take("video", stream);
      live.socket.send({ type: "screen.start" });
      this.draw();
    } catch {
      this.end(); // The person chose nothing after all.
    }
  }

  refused({ type, about }) {
    if (type === "error" && about === "screen.start") this.end();
  }

  stop() {
    if (!this.isOn) return;
    this.live.socket.send({ type: "screen.stop" });
    this.end();
  }

  end() {
    this.isOn = this.isKnown = false;
    this.live.own.close("video");
    this.draw();
  }

  draw() {
    this.button.setAttribute("aria-pressed", String(this.isOn));
    this.button.querySelector("span").textContent = this.isOn ? this.button.dataset.wordsOn : this.button.dataset.wordsOff;
  }
}

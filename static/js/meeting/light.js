/** A weak connection: no pictures come, and what one sends is small. Switched by hand; offered when words are lost. */

const KEPT = "meeting-light"; // In this tab alone.
const LOOK_EVERY = 5000;
const LOST = 0.05; // Of the packets between two looks; twice in a row.
const SMALL = 16_000; // Bits a second.

/** Let the room begin with sound alone, or not. */
export function keepLight(isOn) {
  sessionStorage.setItem(KEPT, isOn ? "on" : "off");
}

export class Light {
  constructor(live) {
    this.live = live;
    this.isOn = sessionStorage.getItem(KEPT) === "on";
    this.button = live.page.querySelector('[data-light="toggle"]');
    this.offer = live.part("weak");
    if (!this.button) return;
    live.page.addEventListener("click", ({ target }) => this.press(target.closest("[data-light]")?.dataset.light));
    live.socket.addEventListener("open", () => this.ask());
    live.media.addEventListener("publishing", () => this.limit());
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
    live.socket.addEventListener("end", () => clearInterval(this.timer));
    this.draw();
  }

  press(what) {
    if (what === "toggle") this.set(!this.isOn);
    if (what === "on") this.set(true);
    if (what === "no") this.isDeclined = true;
    if (what) this.suggest(false);
  }

  async set(isOn) {
    this.isOn = isOn;
    keepLight(isOn);
    this.draw();
    this.ask();
    this.limit();
    if (isOn && this.live.state?.has_picture && !this.live.state.is_sharing) await this.live.controls.toggle("video");
  }

  ask() {
    this.live.socket.send({ type: "media.light", is_light: this.isOn });
  }

  limit() {
    this.live.media.limit("audio", this.isOn ? SMALL : undefined);
  }

  draw() {
    this.button.setAttribute("aria-pressed", String(this.isOn));
  }

  async look() {
    const { lost, received } = await this.live.media.losses();
    const [nowLost, nowReceived] = [lost - (this.lost ?? lost), received - (this.received ?? received)];
    Object.assign(this, { lost, received });
    const isBad = nowReceived > 50 && nowLost / (nowLost + nowReceived) > LOST;
    if (isBad && this.wasBad && !this.isOn && !this.isDeclined) this.suggest(true);
    this.wasBad = isBad;
  }

  suggest(isShown) {
    const words = this.offer.querySelector("[data-words]");
    this.offer.hidden = !isShown;
    words.textContent = isShown ? words.dataset.words : "";
  }
}

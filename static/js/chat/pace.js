/** Slow mode: says in words and by a bar when the next message can go; until then the words stay where they are. */

// Milliseconds: beyond it a timer goes off at once.
const LONGEST_TIMER = 2 ** 31;

export class Pace {
  #until = 0;
  #timer = 0;
  #ending = 0;

  /** `reader` has the `language`, `zone` and `clock` ("12" or "24" hours) in which times are written. */
  constructor(composer, { words, say, reader }) {
    Object.assign(this, { words, say, reader, slow: 0 });
    this.place = composer.form.querySelector("[data-pace]");
    this.button = composer.form.querySelector("[data-send]");
    this.bar = this.place.querySelector("progress");
    composer.mayGo = () => !this.left;
    composer.form.addEventListener("said", () => this.wait(this.slow));
    const { slow, wait, ends } = this.place.dataset;
    this.set({ slow: Number(slow), wait: Number(wait), ends });
  }

  get left() {
    return Math.max(0, Math.ceil((this.#until - performance.now()) / 1000));
  }

  /** The room asks for `slow` seconds between messages, `wait` of which are left; 0 for none. It `ends` by itself then. */
  set({ slow, wait, ends }) {
    this.slow = slow;
    this.#endAt(slow && ends ? new Date(ends) : null);
    this.wait(wait ?? Math.min(this.left, slow));
  }

  #endAt(end) {
    const { language, zone, clock } = this.reader;
    clearTimeout(this.#ending);
    this.place.querySelector("[data-pace-end]").hidden = !end;
    if (!end) return;
    const asRead = { timeZone: zone, dateStyle: "medium", timeStyle: "short", hourCycle: clock === "12" ? "h12" : "h23" };
    const written = end.toLocaleString(language === "en" ? "en-GB" : language, asRead);
    this.place.querySelector("[data-pace-until]").textContent = written;
    const left = Math.max(0, end - Date.now());
    if (left < LONGEST_TIMER) this.#ending = setTimeout(() => this.set({ slow: 0, wait: 0 }), left);
  }

  /** Count down from so many seconds. */
  wait(seconds) {
    clearInterval(this.#timer);
    this.#until = performance.now() + seconds * 1000;
    this.bar.max = Math.max(this.slow, seconds, 1);
    if (seconds) this.#timer = setInterval(() => this.#tick(), 1000);
    this.#show();
  }

  #tick() {
    this.#show();
    if (this.left) return;
    clearInterval(this.#timer);
    this.say(this.words("free"));
  }

  #show() {
    const { left } = this;
    this.place.hidden = !(this.slow || left);
    this.place.querySelector("[data-pace-free]").hidden = left > 0;
    this.place.querySelector("[data-pace-wait]").hidden = !left;
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.place.querySelector("[data-pace-left]").textContent = time;
    this.bar.hidden = !left;
    this.bar.value = left;
    this.button.setAttribute("aria-disabled", String(left > 0));
    this.button.setAttribute("aria-label", left ? this.words("send-later").replace("{time}", time) : this.words("send"));
  }
}

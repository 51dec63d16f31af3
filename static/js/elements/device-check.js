/** Trying microphone and camera before a meeting: the picture and the bar stay on this device. */

import * as devices from "../meeting/devices.js";

class DeviceCheck extends HTMLElement {
  connectedCallback() {
    this.kinds = this.hasAttribute("data-pictures") ? ["audio", "video"] : ["audio"];
    this.addEventListener("click", ({ target }) => {
      const act = target.closest("[data-act]")?.dataset.act;
      if (act === "try") this.try();
      if (act === "stop") this.stop();
    });
    this.addEventListener("change", ({ target }) => {
      devices.choose(target.dataset.part, target.value);
      this.try();
    });
  }

  disconnectedCallback() {
    this.stop();
  }

  async try() {
    this.stop();
    this.say("");
    const missing = [];
    // One by one: somebody without a camera can still try the microphone.
    for (const kind of this.kinds) await this.open(kind).catch((error) => missing.push([kind, error]));
    this.part("tried").hidden = missing.length === this.kinds.length;
    if (missing.length) this.say(this.words(devices.reason(missing[0][1])));
  }

  async open(kind) {
    const stream = await devices.open(kind);
    (this.streams ??= []).push(stream);
    if (kind === "audio") this.quiet = devices.measure(stream, (level) => (this.part("level").value = level));
    else this.preview(stream);
    await this.offer(kind, stream.getTracks()[0].getSettings().deviceId);
  }

  preview(stream) {
    this.part("preview").srcObject = stream;
    this.part("preview").hidden = false;
  }

  async offer(kind, current) {
    const found = await devices.list(kind);
    const name = (device, index) => device.label || `${this.words("unnamed")} ${index + 1}`;
    const options = found.map((device, i) => new Option(name(device, i), device.deviceId, false, device.deviceId === current));
    this.part(kind)?.replaceChildren(...options);
  }

  stop() {
    this.quiet?.();
    this.streams?.forEach(devices.close);
    this.quiet = this.streams = undefined;
    this.part("tried").hidden = true;
    if (this.part("preview")) this.part("preview").hidden = true;
  }

  say(words) {
    this.part("problem").textContent = words;
    this.part("problem").hidden = !words;
  }

  words(name) {
    return this.querySelector("[data-words]").dataset[name];
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }
}

customElements.define("device-check", DeviceCheck);

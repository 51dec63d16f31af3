/** One's own microphone and camera in a meeting: off until switched on, really off when switched off. */

import * as devices from "./devices.js";

export class OwnDevices {
  constructor(media, changed) {
    this.media = media;
    this.changed = changed;
    this.streams = {};
  }

  isOn(kind) {
    return Boolean(this.streams[kind]);
  }

  /** The device is on and its track is sent. Raises what getUserMedia raises. */
  async open(kind) {
    if (this.isOn(kind)) return;
    this.streams[kind] = await devices.open(kind);
    await this.media.setTrack(kind, this.streams[kind].getTracks()[0]);
    this.changed();
  }

  /** What somebody chose to show, instead of the device of this kind. */
  async take(kind, stream) {
    await this.close(kind);
    this.streams[kind] = stream;
    await this.media.setTrack(kind, stream.getTracks()[0]);
    this.changed();
  }

  /** The device's light is off. */
  async close(kind) {
    if (!this.isOn(kind)) return;
    devices.close(this.streams[kind]);
    delete this.streams[kind];
    await this.media.setTrack(kind, null);
    this.changed();
  }

  closeAll() {
    return Promise.all(["audio", "video"].map((kind) => this.close(kind)));
  }
}

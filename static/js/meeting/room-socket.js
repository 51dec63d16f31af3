/** The socket of one meeting: comes back by itself until it is told that it may not. */

import { holdConnection, releaseConnection } from "../lib/sockets.js";

const FINAL = { 1000: "over", 4401: "signed-out", 4403: "away", 4409: "elsewhere" };
const PING_EVERY = 20_000;
const LONGEST_PAUSE = 15_000;

/** Events: `frame` (detail), `open`, `lost`, `end` (detail: over, signed-out, away or elsewhere). */
export class RoomSocket extends EventTarget {
  constructor(meeting) {
    super();
    this.address = `${location.protocol.replace("http", "ws")}//${location.host}/ws/meetings/${meeting}/`;
    this.pause = 1000;
  }

  open() {
    const socket = (this.socket = holdConnection(new WebSocket(this.address)));
    socket.addEventListener("open", () => this.dispatchEvent(new Event("open")));
    socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.closed(socket, code));
    this.pings = setInterval(() => this.send({ type: "ping" }), PING_EVERY);
  }

  take(frame) {
    this.pause = 1000;
    if (frame.type !== "pong") this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  closed(socket, code) {
    clearInterval(this.pings);
    releaseConnection(socket);
    if (this.isDone) return;
    if (FINAL[code]) {
      this.end(FINAL[code]);
      return;
    }
    this.dispatchEvent(new Event("lost"));
    // Spread out, so that a thousand browsers do not come back in the same second.
    this.timer = setTimeout(() => this.open(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Stop for good. */
  end(why) {
    this.isDone = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.dispatchEvent(new CustomEvent("end", { detail: why }));
  }
}

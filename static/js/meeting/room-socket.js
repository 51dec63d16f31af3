/** The socket of one meeting: comes back by itself until it is told that it may not. */

import { holdConnection, releaseConnection } from "../lib/sockets.js";

const FINAL = { 1000: "over", 4401: "signed-out", 4403: "away", 4409: "elsewhere" };
const NOT_ALLOWED = 4403; // Also said to whoever may only listen from now on: asking once more tells which.
const PING_EVERY = 2000;
const SILENT_FOR = 5500; // Milliseconds without an answer after which a connection is given up.
const LONGEST_PAUSE = 4000; // A meeting goes on meanwhile: whoever is away comes back within ten seconds.

/** Events: `frame` (detail), `open`, `lost`, `end` (detail: over, signed-out, away or elsewhere). */
export class RoomSocket extends EventTarget {
  constructor(meeting) {
    super();
    this.address = `${location.protocol.replace("http", "ws")}//${location.host}/ws/meetings/${meeting}/`;
    this.pause = 1000;
    globalThis.addEventListener("online", () => this.hurry());
  }

  open() {
    this.askedAt = this.heardAt = performance.now();
    const socket = (this.socket = holdConnection(new WebSocket(this.address)));
    socket.addEventListener("open", () => this.dispatchEvent(new Event("open")));
    socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.closed(socket, code));
    this.pings = setInterval(() => this.ping(socket), PING_EVERY);
  }

  /** A network that went away says nothing of it: silence is the only sign. */
  ping(socket) {
    const now = performance.now();
    const isWaiting = this.askedAt > this.heardAt;
    if (isWaiting && now - this.askedAt > SILENT_FOR) return this.closed(socket, 1006);
    if (!isWaiting) this.askedAt = now;
    this.send({ type: "ping" });
  }

  /** The network is back: no more waiting. */
  hurry() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.open();
  }

  take(frame) {
    this.pause = 1000;
    this.mayAskAgain = true;
    this.heardAt = performance.now();
    if (this.isDone) return;
    if (frame.type !== "pong") this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = undefined;
    clearInterval(this.pings);
    socket.close();
    releaseConnection(socket);
    if (this.isDone) return;
    if (code === NOT_ALLOWED && this.mayAskAgain) this.askAgain();
    else if (FINAL[code]) this.end(FINAL[code]);
    else this.comeBackLater();
  }

  askAgain() {
    this.mayAskAgain = false;
    this.dispatchEvent(new Event("lost"));
    this.open();
  }

  comeBackLater() {
    this.dispatchEvent(new Event("lost"));
    // Spread out, so that a thousand browsers do not come back in the same second.
    this.timer = setTimeout(() => this.hurry(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Give the seat up: the server closes when it is written down. */
  leave() {
    this.send({ type: "seat.leave" });
    this.end("left", 3000);
  }

  /** Stop for good; the connection is closed at once, or by then if the server has not done so. */
  end(why, milliseconds = 0) {
    this.isDone = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    const { socket } = this;
    if (milliseconds) setTimeout(() => socket?.close(), milliseconds);
    else socket?.close();
    this.dispatchEvent(new CustomEvent("end", { detail: why }));
  }
}

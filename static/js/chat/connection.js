/** The socket of a room: comes back by itself with spread-out pauses, and says how it is doing.
 *
 * Events: each frame under its type; `lost`, `polling`, `poll`, `back`; `gone` (signed out or no longer allowed, with the `code`),
 * `elsewhere` (too many sockets).
 */

import { holdConnection, releaseConnection } from "../lib/sockets.js";

const LONGEST_PAUSE = 15000;
const POLL = 10000;
const LONGEST_FRAME = 32 * 1024; // Bytes; what is longer goes as a form does.
const SILENCE = 40000; // The server speaks at least every 15 s.
const GONE = new Set([4401, 4403]);

export class RoomConnection extends EventTarget {
  #socket = null;
  #failures = 0;
  #polling = 0;
  #listening = 0;
  #retry = 0;

  start() {
    addEventListener("online", () => this.#soon(0));
    this.#connect();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Send a frame; false when there is no socket to send it on. */
  send(frame) {
    const text = JSON.stringify(frame);
    if (!this.isOpen || text.length * 3 > LONGEST_FRAME) return false; // Up to three bytes a letter.
    this.#socket.send(text);
    return true;
  }

  #connect() {
    const address = new URL("/ws/", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.#socket = holdConnection(new WebSocket(address)));
    socket.onopen = () => this.#tell("ready");
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    socket.onclose = ({ code }) => this.#closed(socket, code);
    this.#listen();
  }

  #take(frame) {
    this.#failures = 0;
    this.#stopPolling();
    this.#listen();
    this.#tell(frame.type, frame);
  }

  #listen() {
    clearTimeout(this.#listening);
    this.#listening = setTimeout(() => this.#socket?.close(), SILENCE);
  }

  #closed(socket, code) {
    releaseConnection(socket);
    clearTimeout(this.#listening);
    if (GONE.has(code)) return this.#tell("gone", { code });
    this.#failures += 1;
    if (code === 4409) this.#tell("elsewhere");
    else this.#tell(this.#polling ? "polling" : "lost");
    if (this.#failures > 1 || code === 4409) this.#startPolling(code);
    if (code !== 4409) this.#soon(1000 + Math.random() * Math.min(LONGEST_PAUSE, 2000 * 2 ** this.#failures));
  }

  #soon(pause) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => (this.#socket?.readyState > WebSocket.OPEN ? this.#connect() : null), pause);
  }

  #startPolling() {
    this.#polling ||= setInterval(() => this.#tell("poll"), POLL);
  }

  #stopPolling() {
    clearInterval(this.#polling);
    this.#polling = 0;
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

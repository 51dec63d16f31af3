/** The buttons of a meeting: the bar at its foot, its keys, and what hosts do. */

import { reason } from "./devices.js";

const KINDS = { microphone: "audio", camera: "video" };
const ANSWER_WITHIN = 4000; // Milliseconds in which the room's state may lag behind what was asked.
// By the key's place: with Alt a Mac writes other letters.
const KEYS = { KeyM: "microphone", KeyP: "camera", KeyH: "hand", KeyW: "write", KeyL: "leave" };

export class RoomControls {
  constructor(room, socket, own, say) {
    Object.assign(this, { room, socket, own, say, asked: {}, held: {} });
    this.bar = document.querySelector("[data-room-controls]");
    this.bar.addEventListener("click", ({ target }) => this.press(target.closest("[data-control]")?.dataset.control));
    room.addEventListener("click", ({ target }) => this.act(target.closest("[data-act]")));
    document.addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || !KEYS[event.code] || this.bar.hidden) return;
      event.preventDefault();
      const button = this.bar.querySelector(`[data-control="${KEYS[event.code]}"]`);
      if (!button?.disabled) this.press(KEYS[event.code]);
    });
  }

  show(state) {
    if (!state) return;
    this.state = state;
    this.bar.hidden = !state.inside;
    this.follow("audio", !state.is_muted);
    this.follow("video", state.has_picture);
    this.turn("microphone", !state.is_muted, state.may_speak && !state.just_listens);
    this.turn("camera", state.has_picture, state.may_show && !state.just_listens);
    this.turn("hand", state.hand_up, state.hand_up || !state.silent);
    this.fill("door", state.door);
    if (this.lets && !state.door.length) this.backToAll();
    this.hideUnless("alone", state.alone);
  }

  /** When a host or the server has switched it off, so is the device; after a stop it is as it was. */
  follow(kind, isOn) {
    if (this.state.is_held) return this.hold(kind);
    if (isOn && this.held[kind]) this.again(kind);
    this.held[kind] = false;
    if (isOn) this.asked[kind] = 0;
    else if (!this.asked[kind] || performance.now() - this.asked[kind] > ANSWER_WITHIN) this.own.close(kind);
  }

  hold(kind) {
    this.held[kind] ||= this.own.isOn(kind);
    this.own.close(kind);
  }

  again(kind) {
    this.asked[kind] = performance.now();
    this.own.open(kind).catch(() => this.socket.send({ type: "media.send", [kind]: false }));
  }

  /** Something of this kind is being switched on by another way. */
  expect(kind) {
    this.asked[kind] = performance.now();
  }

  /** The connection was lost: whoever comes back is muted. */
  forget() {
    this.held = {};
  }

  refused() {
    this.asked = {};
    this.show(this.state);
  }

  hide() {
    this.bar.hidden = true;
  }

  turn(name, isOn, isAllowed) {
    const button = this.bar.querySelector(`[data-control="${name}"]`);
    if (!button) return;
    button.setAttribute("aria-pressed", String(isOn));
    button.disabled = !isAllowed;
    for (const part of button.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "on") !== isOn;
  }

  fill(name, items) {
    const list = part(this.room, name);
    if (!list) return;
    const html = items.join("");
    if (list.shown !== html) list.innerHTML = list.shown = html; // Rendered and escaped by the server.
    this.hideUnless(`no-${name}`, !items.length);
  }

  hideUnless(name, isShown) {
    const shown = part(this.room, name);
    if (shown) shown.hidden = !isShown;
  }

  press(name) {
    if (name === "hand") this.socket.send({ type: this.state.hand_up ? "hand.down" : "hand.up" });
    else if (name === "leave") this.leave();
    else if (name === "freeze") this.socket.send({ type: this.state.is_frozen ? "meeting.restore" : "meeting.freeze" });
    else if (name === "write") part(this.room, "chat")?.querySelector("textarea").focus();
    else if (KINDS[name]) this.toggle(KINDS[name]);
  }

  async toggle(kind) {
    const isOn = kind === "audio" ? !this.state.is_muted : this.state.has_picture;
    this.say("");
    try {
      this.asked[kind] = isOn ? 0 : Infinity;
      if (isOn) await this.own.close(kind);
      else await this.own.open(kind);
      this.asked[kind] = isOn ? 0 : performance.now();
      this.socket.send({ type: "media.send", [kind]: !isOn });
    } catch (error) {
      this.asked[kind] = 0;
      this.say(this.room.querySelector("[data-words]").dataset[reason(error)]);
    }
  }

  act(button) {
    if (!button || (button.dataset.sure && !confirm(button.dataset.sure))) return;
    if (button.dataset.act === "seat.leave") this.leave();
    else this.socket.send({ type: button.dataset.act, ...pick(button.dataset) });
    this.lets = button.dataset.act === "seat.admit";
  }

  /** The last one at the door has been let in: the page goes back to those who are here. */
  backToAll() {
    this.lets = false;
    scrollTo(0, 0);
    document.querySelector("main").focus({ preventScroll: true });
  }

  leave() {
    this.socket.leave();
  }
}

/** Whom or what the act is about. */
function pick({ person, role, line }) {
  return { person, role, line };
}

function part(room, name) {
  return room.querySelector(`[data-part="${name}"]`);
}

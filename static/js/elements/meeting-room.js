/** A meeting's room: its socket, its people, and one's own voice and picture. */

import { listen } from "../meeting/speaking.js";
import { MediaClient } from "../meeting/media-client.js";
import { OwnDevices } from "../meeting/own-devices.js";
import { People } from "../meeting/people.js";
import { RoomControls } from "../meeting/room-controls.js";
import { RoomSocket } from "../meeting/room-socket.js";

class MeetingRoom extends HTMLElement {
  connectedCallback() {
    this.socket = new RoomSocket(this.dataset.meeting);
    this.media = new MediaClient((frame) => this.socket.send(frame));
    this.people = new People(this.part("tiles"), this.part("voices"));
    this.own = new OwnDevices(this.media, () => this.play());
    this.controls = new RoomControls(this, this.socket, this.own, (words) => this.say(words));
    this.follow();
    this.quiet = listen(() => this.media.feeds, (speaking) => this.tellSpeaking(speaking));
    this.socket.open();
  }

  disconnectedCallback() {
    this.quiet?.();
    this.end("left");
  }

  follow() {
    this.socket.addEventListener("frame", ({ detail }) => this.take(detail));
    this.socket.addEventListener("open", () => this.say(""));
    this.socket.addEventListener("lost", () => this.lose());
    this.socket.addEventListener("end", ({ detail }) => this.end(detail));
    this.media.addEventListener("tracks", () => this.play());
    this.media.addEventListener("gone", () => this.rejoin());
    document.addEventListener("resume", () => this.play());
  }

  take(frame) {
    if (frame.type === "media.joined") this.say("");
    if (frame.type === "meeting.state") this.show(frame);
    else if (frame.type.startsWith("media.")) this.media.receive(frame);
    else if (frame.type === "error") this.refused(frame);
  }

  show(state) {
    const wasInside = this.state?.inside;
    this.state = state;
    this.part("waiting").hidden = state.inside;
    this.part("room").hidden = !state.inside;
    this.part("waiting-words").textContent = state.waiting;
    if (state.inside) this.part("audience").textContent = state.audience;
    this.people.show(state.people);
    this.controls.show(state);
    if (state.inside && !wasInside && this.hasAttribute("data-sound")) this.media.join();
    this.play();
  }

  /** Everybody's tracks, and one's own picture without its sound. */
  play() {
    const me = this.state?.people.find((person) => person.is_me);
    const tracks = this.media.feeds.map(({ person, kind, receiver }) => ({ person, kind, track: receiver.track }));
    const mine = this.media.tracks.video;
    if (me && mine) tracks.push({ person: me.id, kind: "video", track: mine, isMine: true });
    this.people.play(tracks);
  }

  tellSpeaking(speaking) {
    this.people.mark(speaking);
    const names = (this.state?.people ?? []).filter(({ id }) => speaking.has(id)).map(({ alias }) => alias);
    const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
    const words = this.dataset.wordsSpeaking.replace("%s", list);
    this.part("speaker").textContent = names.length ? words : this.dataset.wordsQuiet;
  }

  refused({ code, detail, about }) {
    this.say(detail);
    if (code === "media_unavailable" && about === "media.join") this.rejoin();
    if (about === "media.send") this.controls.refused();
  }

  rejoin() {
    if (!this.state?.inside || this.socket.isDone) return;
    this.say(this.dataset.wordsMedia);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.state?.inside && this.media.join(), 1000 + Math.random() * 3000);
  }

  lose() {
    this.say(this.dataset.wordsLost);
    this.media.stop();
    this.own.closeAll();
    this.state = undefined;
  }

  end(why) {
    clearTimeout(this.later);
    this.media.stop();
    this.own.closeAll();
    for (const name of ["waiting", "room"]) this.part(name).hidden = true;
    this.controls.hide();
    this.part("ended").hidden = false;
    for (const words of this.part("ended").querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== why;
    this.part("ended").querySelector("[tabindex]").focus();
    this.say("");
  }

  say(words) {
    this.part("status").textContent = words;
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }
}

customElements.define("meeting-room", MeetingRoom);

/** One meeting as this browser lives it: what the socket says is shown, what is pressed is asked. */

import { listen } from "./speaking.js";
import { MediaClient } from "./media-client.js";
import { OwnDevices } from "./own-devices.js";
import { PARTS } from "./parts.js";
import { People } from "./people.js";
import { RoomControls } from "./room-controls.js";
import { RoomSocket } from "./room-socket.js";

export class LiveRoom {
  /** `page` is the `<meeting-room>` that the server rendered. */
  constructor(page) {
    this.page = page;
    this.honest = this.part("audience").textContent;
    this.socket = new RoomSocket(page.dataset.meeting);
    this.media = new MediaClient((frame) => this.socket.send(frame));
    this.people = new People(this.part("tiles"), this.part("voices"));
    this.own = new OwnDevices(this.media, () => this.play());
    this.controls = new RoomControls(page, this.socket, this.own, (words) => this.say(words));
    this.parts = PARTS.map((Part) => new Part(this));
    this.follow();
  }

  open() {
    this.quiet = listen(() => this.media.feeds, (speaking) => this.tellSpeaking(speaking));
    this.socket.open();
  }

  close() {
    this.quiet?.();
    this.socket.end("left");
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
    else for (const part of this.parts) part.take?.(frame);
  }

  show(state) {
    const wasInside = this.state?.inside;
    if (state.inside && !this.hasBeenInside) scrollTo(0, 0); // Whoever waited may have moved the page.
    this.hasBeenInside ||= state.inside;
    this.state = state;
    if (this.before) this.tellBack(state);
    else if (!state.is_muted || state.has_picture) this.tellBack();
    this.part("waiting").hidden = state.inside;
    this.part("room").hidden = !state.inside;
    this.part("waiting-words").textContent = state.waiting;
    this.part("audience").textContent = state.inside ? state.audience : this.honest;
    this.people.show(state.people);
    this.controls.show(state);
    for (const part of this.parts) part.show?.(state);
    if (state.inside && !wasInside && this.page.hasAttribute("data-sound")) this.media.join();
    this.play();
  }

  /** Whoever was away for a moment is told how they came back, until they speak or show a picture again. */
  tellBack(state) {
    const { before } = this;
    const { wordsBack, wordsBackMuted, wordsBackHand } = this.page.dataset;
    this.before = undefined;
    const isBack = state?.inside && before.inside;
    const words = isBack ? [wordsBack, !state.silent && wordsBackMuted, before.hand_up && !state.hand_up && wordsBackHand] : [];
    const notice = Object.assign(document.createElement("p"), { className: "notice notice--care" });
    notice.textContent = words.filter(Boolean).join(" ");
    this.part("back").replaceChildren(...(notice.textContent ? [notice] : []));
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
    const words = this.page.dataset.wordsSpeaking.replace("%s", list);
    this.part("speaker").textContent = names.length ? words : this.page.dataset.wordsQuiet;
  }

  refused({ code, detail, about }) {
    this.say(detail);
    if (code === "media_unavailable" && about === "media.join") this.rejoin();
    if (about === "media.send") this.controls.refused();
  }

  rejoin() {
    if (!this.state?.inside || this.socket.isDone) return;
    this.say(this.page.dataset.wordsMedia);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.state?.inside && this.media.join(), 1000 + Math.random() * 3000);
  }

  lose() {
    this.say(this.page.dataset.wordsLost);
    this.media.stop();
    this.own.closeAll();
    this.controls.forget();
    this.before = this.state ?? this.before;
    this.state = undefined;
  }

  end(why) {
    clearTimeout(this.later);
    this.media.stop();
    this.own.closeAll();
    for (const name of ["silent", "waiting", "room"]) this.part(name).hidden = true;
    this.controls.hide();
    this.part("honest").hidden = true;
    this.part("back").replaceChildren();
    this.part("ended").hidden = false;
    this.part("after").hidden = !(this.hasBeenInside && ["over", "left"].includes(why));
    for (const words of this.part("ended").querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== why;
    this.part("ended").querySelector("[tabindex]").focus();
    this.say("");
  }

  say(words) {
    this.part("status").textContent = words;
  }

  part(name) {
    return this.page.querySelector(`[data-part="${name}"]`);
  }
}

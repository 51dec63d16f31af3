/** `<room-chat>`: a room's page comes alive. Without this module it is a page with a form, and works. */

import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { furnish } from "./composer-parts.js";
import { RoomConnection } from "./connection.js";
import { Editing } from "./editing.js";
import { Feed } from "./feed.js";
import { History } from "./history.js";
import { Inline } from "./inline.js";
import { Jumps } from "./jumps.js";
import { moveByKeys } from "./keys.js";
import { followQuotes, land } from "./landing.js";
import { MessageLog } from "./log.js";
import { Menus } from "./menus.js";
import { Outgoing } from "./outgoing.js";
import { QuietAnswers } from "./reactions.js";
import { Reading } from "./reading.js";
import { listen } from "./room-events.js";
import { Times } from "./times.js";
import { takeBackOnClick } from "./unsending.js";

class RoomChat extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("[data-composer]");
    if (!form) return; // An older page: reading alone.
    const { own, room, messages, reading, language, zone, clock } = this.dataset;
    const words = this.#part("words").content;
    const token = form.elements.csrfmiddlewaretoken.value;
    const times = new Times(language, zone, clock, words.querySelector("[data-today]").textContent);
    this.log = new MessageLog(this.querySelector("[data-log]"), {
      own,
      times,
      dayPart: this.#part("day"),
      newPart: this.#part("new"),
      youPart: this.#part("you"),
      hasOlder: "more" in this.dataset,
      hasNewer: "newer" in this.dataset,
    });
    this.connection = new RoomConnection();
    const shared = { address: messages, token, log: this.log };
    const onNew = (message) => this.noteNew(message);
    this.feed = new Feed({ ...shared, change: Number(this.dataset.change), onNew });
    const onPosted = () => this.feed.catchUp(); // Without a socket nobody else brings it.
    this.outgoing = new Outgoing({ ...shared, room, connection: this.connection, part: this.#part("pending"), onPosted });
    const findMessage = (id) => this.log.find(id);
    this.composer = new Composer(form, { onSay: (fields) => this.#say(fields), findMessage });
    this.reading = new Reading({ ...shared, address: reading });
    const several = words.querySelector("[data-several]").textContent;
    const heard = { several, own, level: this.dataset.announcing, find: findMessage };
    this.announcer = new Announcer(this.querySelector("[data-announcer]"), heard);
    const onPresent = () => this.feed.startAnew();
    this.history = new History({ ...shared, link: this.querySelector("[data-older]"), onPresent });
    this.jumps = new Jumps(this);
    this.#letChange(token);
    moveByKeys(this.log, this.composer);
    this.log.element.addEventListener("click", (event) => this.#reply(event));
    this.log.element.addEventListener("scroll", () => this.reading.note(), { passive: true });
    followQuotes(this.log);
    land(this.log);
    this.history.check();
    furnish(this);
    listen(this);
  }

  /** Answering quietly, changing and taking back. */
  #letChange(token) {
    const { log, composer } = this;
    const onDone = () => this.connection.isOpen || this.feed.catchUp();
    this.menus = new Menus(log, { opener: this.#part("more"), acts: this.#part("acts") });
    const { menus } = this;
    const shared = { log, token, composer, menus, onDone, problem: this.#part("problem"), inline: new Inline(log) };
    this.quiet = new QuietAnswers({ ...shared, part: this.#part("quiet"), rowPart: this.#part("answers") });
    this.editing = new Editing(shared);
    takeBackOnClick({ ...shared, question: this.#part("unsend") });
  }

  /** Somebody else's new message is on the page. */
  noteNew(message) {
    if (message.author !== this.dataset.own) {
      this.announcer.say(message);
      this.jumps.noteNews();
    }
    this.reading.note();
  }

  /** Own words stand there at once; if the present is elsewhere, it comes to them. */
  #say(fields) {
    this.outgoing.say(fields);
    if (this.log.hasNewer) this.jumps.goToNow();
  }

  #reply(event) {
    const link = event.target.closest("[data-reply]");
    if (!link) return;
    event.preventDefault();
    link.closest("details").open = false;
    this.answer(link.closest(".message"));
  }

  /** Begin to answer a message, if it can be answered. */
  answer(article) {
    if (this.menus.find(article, "[data-reply]")) this.composer.answer(article);
  }

  #part(name) {
    return this.querySelector(`template[data-part="${name}"]`);
  }

}

customElements.define("room-chat", RoomChat);

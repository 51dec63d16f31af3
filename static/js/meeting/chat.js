/** What is written in a meeting: for everybody inside, and at the door between the one there and those who greet. */

import { Lines } from "./lines.js";
import { Writer } from "./writer.js";

export class Chat {
  constructor(live) {
    this.live = live;
    const send = (frame) => live.socket.send(frame);
    this.said = live.part("line-said");
    this.lines = new Lines(live.part("lines"));
    this.door = new Lines(live.part("door-lines"));
    this.threads = new Map();
    this.writers = [...live.page.querySelectorAll("[data-writer]")].map((form) => new Writer(form, send));
    live.part("chat-acts").addEventListener("click", ({ target }) => {
      const wish = target.closest("[data-chat-open]");
      if (wish) send({ type: "chat.open", is_open: wish.dataset.chatOpen === "true" });
    });
    live.socket.addEventListener("lost", () => this.writers.forEach((writer) => writer.lost()));
    live.socket.addEventListener("frame", ({ detail }) => this.refused(detail));
  }

  show(state) {
    this.state = state;
    const { live } = this;
    live.part("greeting").hidden = !state.greets;
    live.part("ending").hidden = !state.is_host;
    live.part("chat-acts").hidden = !state.is_host;
    for (const button of live.part("chat-acts").children) button.hidden = (button.dataset.chatOpen === "true") === state.has_chat;
    live.part("chat-closed").hidden = state.may_write;
    live.part("chat-closed").textContent = state.closed;
    live.part("chat").querySelector("[data-writer]").hidden = !state.may_write;
    live.part("door-chat").hidden = !state.may_write_at_door;
    this.keepThreads(state.greets ? state.doors : []);
    this.writers.forEach((writer) => writer.again());
  }

  /** One thread for each who waits; what somebody is writing in one stays. */
  keepThreads(doors) {
    const here = new Set(doors.map(({ id }) => id));
    for (const [id, thread] of this.threads) {
      if (here.has(id)) continue;
      thread.element.remove();
      this.writers = this.writers.filter((writer) => writer !== thread.writer);
      this.threads.delete(id);
    }
    for (const door of doors) if (!this.threads.has(door.id)) this.threads.set(door.id, this.thread(door));
  }

  thread({ id, alias }) {
    const element = this.live.part("thread-form").content.firstElementChild.cloneNode(true);
    const words = element.querySelector("[data-words]");
    words.textContent = words.dataset.words.replace("%s", alias);
    element.querySelector("[data-writer]").dataset.door = id;
    this.live.part("threads").append(element);
    const writer = new Writer(element.querySelector("[data-writer]"), (frame) => this.live.socket.send(frame));
    this.writers.push(writer);
    return { element, writer, lines: new Lines(element.querySelector(".lines")) };
  }

  take(frame) {
    if (frame.type === "chat.gone") for (const list of this.lists()) list.remove(frame.ids);
    if (frame.type !== "chat.lines") return;
    if (frame.from_start) for (const list of this.lists()) list.clear();
    for (const line of frame.lines) this.place(line)?.add(line);
    for (const line of frame.lines) this.writers.forEach((writer) => writer.arrived(line.client_id));
    this.live.part("no-lines").hidden = !this.lines.isEmpty;
    const news = frame.lines.filter(({ client_id }) => !client_id);
    if (!frame.from_start && news.length) this.said.textContent = news.map(({ html }) => spoken(html)).join(" ");
  }

  place({ door }) {
    if (!door) return this.lines;
    return this.state?.inside ? this.threads.get(door)?.lines : this.door;
  }

  lists() {
    return [this.lines, this.door, ...[...this.threads.values()].map(({ lines }) => lines)];
  }

  refused(frame) {
    if (frame.type === "error" && frame.about === "chat.write") this.writers.forEach((writer) => writer.refused(frame.detail));
  }
}

/** "Heron: words", from the server's own HTML. */
function spoken(html) {
  const line = document.createElement("li");
  line.innerHTML = html; // Rendered and escaped by the server.
  return `${line.querySelector("b").textContent}: ${line.querySelector(".line__words").textContent}`;
}

/** `<wall-news>`: says quietly that something new stands on the wall. The page itself does not move. */

import { RoomConnection } from "../chat/connection.js";

class WallNews extends HTMLElement {
  connectedCallback() {
    const { room, newest, own } = this.dataset;
    const connection = new RoomConnection();
    const on = (kind, answer) => connection.addEventListener(kind, ({ detail }) => answer(detail));
    const say = () => (this.querySelector("[data-news]").hidden = false);
    // What came since the page was made is asked for too: a socket opens later, and is lost now and then.
    on("ready", () => connection.send({ type: "room.open", room, after: Number(this.dataset.change) }));
    on("message.changed", (message) => {
      const isNews = message.number > Number(newest) && message.state === "visible" && message.author !== own;
      if (message.room === room && isNews) say();
    });
    on("room.resync", (far) => far.from_start || say()); // More than fits on a socket.
    on("gone", () => location.reload()); // To what a stranger gets.
    connection.start();
  }
}

customElements.define("wall-news", WallNews);

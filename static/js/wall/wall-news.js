/** `<wall-news>`: says quietly that something new stands on the wall. The page itself does not move. */

import { RoomConnection } from "../chat/connection.js";

class WallNews extends HTMLElement {
  connectedCallback() {
    const { room, newest, own } = this.dataset;
    const connection = new RoomConnection();
    const on = (kind, answer) => connection.addEventListener(kind, ({ detail }) => answer(detail));
    on("ready", () => connection.send({ type: "room.open", room }));
    on("message.changed", (message) => {
      const isNews = message.number > Number(newest) && message.state === "visible" && message.author !== own;
      if (message.room === room && isNews) this.querySelector("[data-news]").hidden = false;
    });
    on("gone", () => location.reload()); // To what a stranger gets.
    connection.start();
  }
}

customElements.define("wall-news", WallNews);

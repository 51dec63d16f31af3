/** A meeting's room: its socket, its people, and one's own voice and picture. */

import { LiveRoom } from "../meeting/live-room.js";

class MeetingRoom extends HTMLElement {
  connectedCallback() {
    this.room = new LiveRoom(this);
    this.room.open();
  }

  disconnectedCallback() {
    this.room.close();
  }
}

customElements.define("meeting-room", MeetingRoom);

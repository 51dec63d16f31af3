/** What the page does about each thing that the connection says. */

import { closePage } from "./closed.js";
import { showDuty } from "./duty.js";
import { showPerson } from "./people.js";

const AGAIN = 1500; // Before a room is opened once more that the server could not read; up to twice as long.

/** Connect a `<room-chat>` to its room. */
export function listen(chat) {
  const { connection, feed, outgoing, composer, log } = chat;
  const { room } = chat.dataset;
  const state = chat.querySelector("[data-state]");
  let people = Number(chat.dataset.people);

  const say = (kind) => {
    state.hidden = !kind;
    for (const words of state.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== kind;
  };
  const keepUp = async () => (await feed.catchUp()) === "gone" && leave();
  const leave = (gone) => {
    chat.reading.stop();
    return closePage(chat, gone?.code); // To what a stranger gets.
  };
  const notePeople = (count) => {
    if (count !== people) feed.startAnew();
    people = count;
  };

  const noteDuty = ({ duty }) => showDuty(chat.querySelector("[data-duty]"), duty);

  const answers = {
    ready() {
      feed.opening();
      connection.send({ type: "room.open", room, after: feed.change });
    },
    "room.opened"(frame) {
      say("");
      noteDuty(frame);
      feed.opened(frame);
      notePeople(frame.people);
      composer.allow(frame);
      outgoing.sendAll();
    },
    "message.changed": (frame) => feed.take(frame),
    "reaction.mine": (frame) => chat.quiet.mine(frame),
    "room.advanced": (frame) => feed.take(frame),
    "room.heartbeat"(frame) {
      feed.heartbeat(frame);
      notePeople(frame.people);
    },
    "room.resync"(frame) {
      if (frame.from_start) return feed.startAnew();
      log.follows = false; // Much was missed: the reader stays where they were, and a line says where the new begins.
      log.divider.begin(log.newest + 1);
      return keepUp();
    },
    "room.writing"(frame) {
      composer.allow(frame);
      noteDuty(frame);
    },
    "message.sent": (frame) => outgoing.sent(frame),
    "member.changed"(frame) {
      people = frame.people;
      showPerson(log, frame);
    },
    error(frame) {
      if (frame.client_id) outgoing.refused(frame);
      if (frame.code === "muted") composer.allow({ may_write: false, detail: frame.detail });
      if (frame.code === "not_found") leave(null);
      if (frame.code === "unavailable" && !frame.client_id) setTimeout(answers.ready, AGAIN * (1 + Math.random()));
    },
    notice: () => document.dispatchEvent(new Event("notice")),
    lost: () => say("lost"),
    polling: () => say("polling"),
    elsewhere: () => say("elsewhere"),
    poll: keepUp,
    gone: leave,
  };
  for (const [kind, answer] of Object.entries(answers)) {
    connection.addEventListener(kind, ({ detail }) => (!detail?.room || detail.room === room ? answer(detail) : null));
  }
  connection.start();
}

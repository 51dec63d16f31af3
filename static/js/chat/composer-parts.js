/** What stands around the words: drafts, calls, emoji, preview, pace, hints and shortcuts, each a part of its own. */

import { CallList } from "./call-list.js";
import { markOwnMentions, showRenamed, speakersIn } from "./called.js";
import { offerCompany } from "./company.js";
import { Drafts } from "./drafts.js";
import { EmojiPicker } from "./emoji-picker.js";
import { Hints } from "./hints.js";
import { Pace } from "./pace.js";
import { Pictures } from "./pictures.js";
import { Preview } from "./preview.js";
import { listenForShortcuts } from "./shortcuts.js";

/** Furnish the composer of a `<room-chat>`. */
export function furnish(chat) {
  const { composer, connection, outgoing, log } = chat;
  const { own, room } = chat.dataset;
  const token = composer.form.elements.csrfmiddlewaretoken.value;
  const texts = chat.querySelector('template[data-part="composer-words"]').content;
  const words = (name) => texts.querySelector(`[data-${name}]`).textContent;
  const region = composer.form.querySelector("[data-said]");
  const say = (text) => (region.textContent = text);
  composer.form.querySelector("[data-with-script]").hidden = false;
  chat.drafts = new Drafts(composer, token);
  const found = (count) => say(words("found").replace("{count}", count));
  new CallList(composer, { token, say: found, nearby: () => speakersIn(log, own) });
  new EmojiPicker(composer, words);
  new Pictures(composer.form, chat.querySelector('template[data-part="picture"]'));
  new Preview(composer, { token, failed: words("offline") });
  const pace = new Pace(composer, { words, say, reader: chat.dataset });
  const hints = new Hints(composer, { connection, room, words });
  markOwnMentions(log.element, own, words("called"));
  listenForShortcuts(chat);
  offerCompany(chat);
  outgoing.onTakeBack = (fields) => composer.takeBack(fields);
  outgoing.onRefused = (refusal) => heedRefusal(refusal, { pace, outgoing });
  const answers = {
    typing: (frame) => hints.typing(frame),
    presence: (frame) => hints.presence(frame),
    "message.changed": (frame) => hints.quiet(frame.author),
    "member.changed": (frame) => showRenamed(log.element, frame),
    "room.opened": ({ slow, wait, ends }) => pace.set({ slow, wait, ends }),
    "room.pace": ({ slow, ends }) => "unhurried" in composer.form.dataset || pace.set({ slow, ends }),
  };
  for (const [kind, answer] of Object.entries(answers)) {
    connection.addEventListener(kind, ({ detail }) => detail.room === room && answer(detail));
  }
}

/** A refused message used up no pause; one that came too soon goes back to where it was written. */
function heedRefusal({ client_id: clientId, code, wait }, { pace, outgoing }) {
  pace.wait(wait ?? 0);
  if (code === "slow_mode") outgoing.takeBack(clientId);
}

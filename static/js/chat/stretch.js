/** The stretch of a conversation that is on the page, read once more. */

const MOST = 8; // Pages asked for at most; a longer stretch is cut at the side away from the present.

/** Return its messages with the room's counter, or what is wrong: nothing when nobody answers, or `isGone`. */
export async function readStretch(ask, log, { isToNow }) {
  const { lowest, highest, hasNewer } = log;
  const newest = await ask("");
  if (!newest || newest.isGone) return newest;
  const isShort = isToNow || !highest || (lowestOf(newest) <= lowest && !hasNewer);
  if (isShort) return stretch(newest, newest.messages, { hasOlder: newest.more, hasNewer: false });
  return hasNewer ? upwards(ask, newest, lowest, highest) : downwards(ask, newest, lowest);
}

/** From the present back to where the stretch begins. */
async function downwards(ask, newest, lowest) {
  let { messages, more } = newest;
  for (let asked = 1; more && lowestOf({ messages }) > lowest && asked < MOST; asked += 1) {
    const page = await ask(`?before=${lowestOf({ messages })}&limit=100`);
    if (!page || page.isGone) return page;
    messages = [...page.messages, ...messages];
    ({ more } = page);
  }
  return stretch(newest, messages, { hasOlder: more, hasNewer: false });
}

/** From where the stretch begins to where it ends: the present is elsewhere. */
async function upwards(ask, newest, lowest, highest) {
  let messages = [];
  let more = true;
  for (let asked = 1; more && (messages.at(-1)?.number ?? 0) < highest && asked < MOST; asked += 1) {
    const page = await ask(`?above=${messages.at(-1)?.number ?? lowest - 1}&limit=100`);
    if (!page || page.isGone) return page;
    messages = [...messages, ...page.messages];
    ({ more } = page);
  }
  const isPresent = !more || lowestOf(newest) <= (messages.at(-1)?.number ?? 0);
  if (!isPresent) return stretch(newest, messages, { hasOlder: true, hasNewer: true });
  const known = new Set(newest.messages.map((message) => message.id));
  const before = messages.filter((message) => !known.has(message.id) && message.number < lowestOf(newest));
  return stretch(newest, [...before, ...newest.messages], { hasOlder: true, hasNewer: false });
}

function stretch({ change, first }, messages, edges) {
  return { change, first, messages, ...edges };
}

function lowestOf({ messages }) {
  return messages.find((message) => message.number)?.number ?? 0;
}

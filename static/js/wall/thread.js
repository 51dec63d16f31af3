/** One post of the wall with its answers: the room's page, kept to one thread and read from its beginning. */

const chat = document.querySelector("room-chat[data-thread]");
if (chat?.log) keepToThread(chat);

function keepToThread({ log, reading, composer, dataset }) {
  const { thread, shut } = dataset;
  const apply = log.apply.bind(log);
  // The socket brings the whole wall.
  log.apply = (message, ...more) => [message.id, message.thread].includes(thread) && apply(message, ...more);
  reading.stop(); // What is new is told by the wall as a whole.
  if (shut !== undefined) composer.allow = () => {};
  if (location.hash) return;
  log.follows = false;
  log.element.scrollTop = 0;
}

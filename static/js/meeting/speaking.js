/** Who is speaking, heard by this browser itself: the server looks into nobody's sound. */

const LOUD = 0.01;
const KEEP = 900; // Milliseconds between words that still count as speaking.
const EVERY = 250;

/** Call `tell` with the ids of those who speak whenever that changes. `feeds()` gives `[{person, kind, receiver}]`. */
export function listen(feeds, tell) {
  const heard = new Map();
  let before = "";
  const timer = setInterval(() => {
    const now = performance.now();
    for (const { person, kind, receiver } of feeds()) {
      const [source] = kind === "audio" ? receiver.getSynchronizationSources() : [];
      const isFresh = source && performance.timeOrigin + now - source.timestamp < KEEP;
      if (isFresh && source.audioLevel > LOUD) heard.set(person, now);
    }
    const speaking = new Set([...heard].filter(([, at]) => now - at < KEEP).map(([person]) => person));
    const key = [...speaking].sort().join();
    if (key !== before) tell(speaking);
    before = key;
  }, EVERY);
  return () => clearInterval(timer);
}

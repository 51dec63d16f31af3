/** Who is speaking, heard by this browser itself: the server looks into nobody's sound. */

const LOUD = 0.01; // Of 1, averaged over the time between two looks.
const KEEP = 900; // Milliseconds between words that still count as speaking.
const EVERY = 300;

/** Call `tell` with the ids of those who speak whenever that changes. `feeds()` gives `[{person, kind, receiver}]`. */
export function listen(feeds, tell) {
  const energies = new WeakMap();
  const heard = new Map();
  let before = "";
  const timer = setInterval(async () => {
    const sounds = feeds().filter(({ kind }) => kind === "audio");
    for (const { person, receiver } of sounds) {
      if ((await loudness(receiver, energies)) > LOUD) heard.set(person, performance.now());
    }
    const speaking = new Set(sounds.map(({ person }) => person).filter((id) => performance.now() - heard.get(id) < KEEP));
    const key = [...speaking].sort().join();
    if (key !== before) tell(speaking);
    before = key;
  }, EVERY);
  return () => clearInterval(timer);
}

async function loudness(receiver, energies) {
  const [report] = [...(await receiver.getStats()).values()].filter(({ type }) => type === "inbound-rtp");
  const now = { energy: report?.totalAudioEnergy ?? 0, seconds: report?.totalSamplesDuration ?? 0 };
  const last = energies.get(receiver) ?? now;
  energies.set(receiver, now);
  return now.seconds > last.seconds ? Math.sqrt((now.energy - last.energy) / (now.seconds - last.seconds)) : 0;
}

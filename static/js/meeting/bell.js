/** One soft tone, made here: no file is fetched, and nobody else hears it. */

const TONE = 392; // Hertz: a G, low enough not to startle.
const LOUDNESS = 0.12;
const SECONDS = 2.5;

let context;

/** Browsers let a page sound only after a press on it. */
export function wake() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

export function ring() {
  if (context?.state !== "running") return;
  const tone = new OscillatorNode(context, { frequency: TONE });
  const volume = new GainNode(context, { gain: 0 });
  const now = context.currentTime;
  volume.gain.linearRampToValueAtTime(LOUDNESS, now + 0.15);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(now);
  tone.stop(now + SECONDS);
}

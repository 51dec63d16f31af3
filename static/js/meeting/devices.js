/** Camera and microphone: opened only on a press, released as soon as they are not wanted. */

import { holdStream, releaseStream } from "../lib/media.js";

const CHOICE = "meeting-devices"; // In this tab alone; leaving clears it.
const PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { max: 20 } };
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** Open the chosen microphone ("audio") or camera ("video"); several kinds in one question to the person. */
export async function open(...kinds) {
  const chosen = choice();
  const wish = (kind, more) => ({ ...more, ...(chosen[kind] && { deviceId: { ideal: chosen[kind] } }) });
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: kinds.includes("audio") && wish("audio", VOICE),
    video: kinds.includes("video") && wish("video", PICTURE),
  });
  return holdStream(stream);
}

export function close(stream) {
  if (stream) releaseStream(stream);
}

/** Return the microphones ("audio") or cameras ("video") that the browser names. */
export async function list(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === `${kind}input` && device.deviceId);
}

export function choice() {
  return JSON.parse(sessionStorage.getItem(CHOICE) ?? "{}");
}

export function choose(kind, id) {
  sessionStorage.setItem(CHOICE, JSON.stringify({ ...choice(), [kind]: id }));
}

/** Return which sentence of `_device_words.html` tells what went wrong. */
export function reason(error) {
  const reasons = {
    NotAllowedError: "denied",
    SecurityError: "denied",
    NotFoundError: "missing",
    OverconstrainedError: "missing",
    NotReadableError: "busy",
    AbortError: "busy",
  };
  return navigator.mediaDevices ? (reasons[error.name] ?? "unknown") : "missing";
}

/** Call `show` with the loudness (0 to 100) ten times a second; returns what ends it. */
export function measure(stream, show) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    show(Math.min(100, Math.round(Math.sqrt(power) * 400)));
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
  };
}

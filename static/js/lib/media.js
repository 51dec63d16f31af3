/** Every camera and microphone that a page has opened, so that leaving can stop them all. */

const streams = new Set();

/** Remember a MediaStream until it is released; returns the stream. */
export function holdStream(stream) {
  streams.add(stream);
  return stream;
}

/** Stop a stream's tracks and forget it. */
export function releaseStream(stream) {
  stream.getTracks().forEach((track) => track.stop());
  streams.delete(stream);
}

/** Stop every camera, microphone, picture and sound of this page. */
export function stopStreams() {
  streams.forEach(releaseStream);
  for (const player of document.querySelectorAll("video, audio")) {
    player.srcObject?.getTracks().forEach((track) => track.stop());
    player.srcObject = null;
    player.pause();
  }
}

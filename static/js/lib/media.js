// Every camera and microphone that is on, in one place, so that "leave now" can switch all of them off at once.

const streams = new Set();
const connections = new Set();

/** The stream's tracks stop with `stopAllMedia`. Returns the stream. */
export function registerStream(stream) {
  streams.add(stream);
  return stream;
}

/** The stream's tracks are stopped now. */
export function stopStream(stream) {
  stream?.getTracks().forEach((track) => track.stop());
  streams.delete(stream);
}

/** The peer connection closes with `stopAllMedia`. Returns it. */
export function registerConnection(connection) {
  connections.add(connection);
  return connection;
}

/** The peer connection is closed now. */
export function closeConnection(connection) {
  connection?.close();
  connections.delete(connection);
}

/** No camera, microphone or call is on any more. Safe to call at any time, on any page. */
export function stopAllMedia() {
  [...streams].forEach(stopStream);
  [...connections].forEach(closeConnection);
}

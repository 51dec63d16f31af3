/** Every open connection of a page (WebSocket, RTCPeerConnection: whatever has close()), so that leaving can end them. */

const connections = new Set();
let isClosed = false;

/** Remember a connection; one opened after leaving is closed at once. Returns the connection. */
export function holdConnection(connection) {
  if (isClosed) connection.close();
  else connections.add(connection);
  return connection;
}

/** Forget a connection that has ended by itself. */
export function releaseConnection(connection) {
  connections.delete(connection);
}

/** Close every connection, and every one that is opened later. */
export function closeConnections() {
  isClosed = true;
  connections.forEach((connection) => connection.close());
  connections.clear();
}

/** What this browser sends to a meeting and gets from it: two connections, both with the server alone. */

import { holdConnection, releaseConnection } from "../lib/sockets.js";

const PATIENCE = 1500; // Milliseconds in which a disturbed connection may come back by itself.
const MAX_BITRATE = { audio: 40_000, video: 400_000 };

/** Events: `tracks` (detail: who can be heard and seen now), `gone` (detail: why). */
export class MediaClient extends EventTarget {
  /** `send` gives a frame to the meeting's socket. */
  constructor(send) {
    super();
    this.send = send;
    this.tracks = { audio: null, video: null };
    this.feeds = [];
    this.queue = Promise.resolve();
  }

  join() {
    this.send({ type: "media.join" });
  }

  /** Take a frame from the socket; frames are worked through in order. */
  receive(frame) {
    const work = {
      "media.joined": () => this.publish(frame),
      "media.published": () => this.publisher?.setRemoteDescription({ type: "answer", sdp: frame.sdp }),
      "media.offered": () => this.subscribe(frame),
      "media.gone": () => this.stop(frame.reason),
    }[frame.type];
    this.queue = this.queue.then(work).catch(() => this.stop("broken"));
    return this.queue;
  }

  async publish({ candidates, ice }) {
    // A new stay: what was left of an older one, or came of it late, ends here.
    close(this.publisher);
    close(this.subscriber);
    this.subscriber = undefined;
    this.candidates = candidates;
    this.relays = ice;
    const connection = (this.publisher = this.connect("publisher"));
    this.senders = {};
    for (const kind of ["audio", "video"]) {
      const sendEncodings = [{ maxBitrate: MAX_BITRATE[kind] }];
      this.senders[kind] = connection.addTransceiver(kind, { direction: "sendonly", sendEncodings }).sender;
      await this.senders[kind].replaceTrack(this.tracks[kind]);
    }
    this.dispatchEvent(new Event("publishing"));
    await connection.setLocalDescription();
    this.send({ type: "media.publish", sdp: withoutCandidates(connection.localDescription.sdp) });
  }

  async subscribe({ sdp, version, feeds }) {
    const connection = (this.subscriber ??= this.connect("subscriber"));
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription();
    this.send({ type: "media.answer", version, sdp: withoutCandidates(connection.localDescription.sdp) });
    const byMid = new Map(connection.getTransceivers().map(({ mid, receiver }) => [mid, receiver]));
    this.feeds = feeds.map((feed) => ({ ...feed, receiver: byMid.get(feed.mid) }));
    this.dispatchEvent(new CustomEvent("tracks", { detail: this.feeds }));
  }

  connect(side) {
    const connection = holdConnection(new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: this.relays }));
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (this.candidates) this.send({ type: "media.candidate", side, candidate: candidate?.toJSON() ?? null });
    });
    connection.addEventListener("connectionstatechange", () => this.watch(connection));
    return connection;
  }

  /** A network that went away makes a connection "disconnected" at once and "failed" after half a minute of silence. */
  watch(connection) {
    const isState = (state) => connection.connectionState === state;
    const giveUp = () => [this.publisher, this.subscriber].includes(connection) && this.stop("broken");
    if (isState("failed")) giveUp();
    if (isState("disconnected")) setTimeout(() => isState("disconnected") && giveUp(), PATIENCE);
  }

  /** Send this track from now on (null: nothing). The server lets it through only once it is told so. */
  async setTrack(kind, track) {
    this.tracks[kind] = track;
    await this.senders?.[kind].replaceTrack(track);
  }

  /** Send at most this many bits a second of one kind; without a number as many as usual. */
  async limit(kind, bits = MAX_BITRATE[kind]) {
    const sender = this.senders?.[kind];
    if (!sender) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = bits;
    await sender.setParameters(parameters).catch(() => {}); // Gone meanwhile, or not negotiated yet: asked again then.
  }

  /** Return how many packets of others have come, and how many were lost on the way. */
  async losses() {
    const reports = [...((await this.subscriber?.getStats()) ?? new Map()).values()];
    const incoming = reports.filter(({ type }) => type === "inbound-rtp");
    const sum = (name) => incoming.reduce((total, report) => total + (report[name] ?? 0), 0);
    return { lost: sum("packetsLost"), received: sum("packetsReceived") };
  }

  stop(reason) {
    close(this.publisher);
    close(this.subscriber);
    this.publisher = this.subscriber = this.senders = undefined;
    this.feeds = [];
    this.dispatchEvent(new CustomEvent("tracks", { detail: [] }));
    if (reason) this.dispatchEvent(new CustomEvent("gone", { detail: reason }));
  }
}

function close(connection) {
  connection?.close();
  releaseConnection(connection);
}

/** Our addresses stay here: we reach the server, and it needs none of them. */
function withoutCandidates(sdp) {
  return sdp.replace(/^a=candidate:.*\r?\n/gm, "");
}

// What this browser sends to a meeting and gets from it: two connections, both with the server alone.

import { closeConnection, registerConnection } from "../lib/media.js";

const MAX_BITRATE = { audio: 40_000, video: 400_000 };

export class MediaClient extends EventTarget {
  /** `send` gives a frame to the meeting's socket. Events: `tracks` (detail: who is heard and seen now), `gone`. */
  constructor(send) {
    super();
    this.send = send;
    this.tracks = { audio: null, video: null };
    this.feeds = [];
  }

  join() {
    this.send({ type: "media.join" });
  }

  /** Takes a frame from the socket; answers whether it was about media. */
  async receive(frame) {
    const take = {
      "media.joined": () => this.publish(frame),
      "media.published": () => this.publisher?.setRemoteDescription({ type: "answer", sdp: frame.sdp }),
      "media.offered": () => this.subscribe(frame),
      "media.gone": () => this.stop(frame.reason),
    }[frame.type];
    await take?.();
    return Boolean(take);
  }

  async publish({ candidates }) {
    closeConnection(this.publisher);
    const connection = (this.publisher = this.connect("publisher", candidates));
    this.candidates = candidates;
    this.senders = {};
    for (const kind of ["audio", "video"]) {
      const encoding = { maxBitrate: MAX_BITRATE[kind] };
      this.senders[kind] = connection.addTransceiver(kind, { direction: "sendonly", sendEncodings: [encoding] }).sender;
      await this.senders[kind].replaceTrack(this.tracks[kind]);
    }
    await connection.setLocalDescription();
    this.send({ type: "media.publish", sdp: withoutCandidates(connection.localDescription.sdp) });
  }

  async subscribe({ sdp, version, feeds }) {
    const connection = (this.subscriber ??= this.connect("subscriber", this.candidates));
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription();
    this.send({ type: "media.answer", version, sdp: withoutCandidates(connection.localDescription.sdp) });
    const byMid = new Map(connection.getTransceivers().map((transceiver) => [transceiver.mid, transceiver.receiver]));
    this.feeds = feeds.map((feed) => ({ ...feed, receiver: byMid.get(feed.mid), track: byMid.get(feed.mid).track }));
    this.dispatchEvent(new CustomEvent("tracks", { detail: this.feeds }));
  }

  connect(side, candidates) {
    const connection = registerConnection(new RTCPeerConnection({ bundlePolicy: "max-bundle" }));
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidates) this.send({ type: "media.candidate", side, candidate: candidate?.toJSON() ?? null });
    });
    return connection;
  }

  /** Sends this track from now on (null: nothing). The server lets it through only once it is told so. */
  async setTrack(kind, track) {
    this.tracks[kind] = track;
    await this.senders?.[kind].replaceTrack(track);
  }

  stop(reason) {
    closeConnection(this.publisher);
    closeConnection(this.subscriber);
    this.publisher = this.subscriber = this.senders = undefined;
    this.feeds = [];
    this.dispatchEvent(new CustomEvent("tracks", { detail: [] }));
    if (reason) this.dispatchEvent(new CustomEvent("gone", { detail: reason }));
  }
}

/** Our addresses stay here: the server is reached by us and needs none of them. */
function withoutCandidates(sdp) {
  return sdp.replace(/^a=candidate:.*\r?\n/gm, "");
}

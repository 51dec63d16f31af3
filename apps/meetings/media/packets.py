"""RTP packets as bytes (RFC 3550): what the forwarder rewrites, and nothing of what they carry."""

import struct
from dataclasses import dataclass

FIXED_HEADER = struct.Struct("!BBHII")
SEQUENCES = 1 << 16


class BadPacket(Exception):
    """The bytes are no RTP packet of version 2."""


@dataclass(frozen=True, slots=True)
class Packet:
    """An RTP packet without its header extensions and contributing sources."""

    padding: bool
    marker: bool
    payload_type: int
    sequence_number: int
    timestamp: int
    ssrc: int
    payload: bytes


def read_packet(data: bytes) -> Packet:
    """Return the packet; extensions are dropped: they would carry one browser's ids to another. Raises BadPacket."""
    if len(data) < FIXED_HEADER.size:
        raise BadPacket
    first, second, sequence_number, timestamp, ssrc = FIXED_HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise BadPacket
    start = FIXED_HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        start = _after_extension(data, start)
    if start > len(data):
        raise BadPacket
    return Packet(
        padding=bool(first & 0x20),
        marker=bool(second & 0x80),
        payload_type=second & 0x7F,
        sequence_number=sequence_number,
        timestamp=timestamp,
        ssrc=ssrc,
        payload=data[start:],
    )


def _after_extension(data: bytes, start: int) -> int:
    if len(data) < start + 4:
        raise BadPacket
    length: int = struct.unpack_from("!H", data, start + 2)[0]
    return start + 4 + 4 * length


def write_packet(packet: Packet, *, payload_type: int, sequence_number: int, ssrc: int) -> bytes:
    """Return the packet as bytes under another payload type, sequence number and source."""
    first = 0x80 | (0x20 if packet.padding else 0)
    second = (0x80 if packet.marker else 0) | payload_type
    return FIXED_HEADER.pack(first, second, sequence_number, packet.timestamp, ssrc) + packet.payload


class SequenceMap:
    """Sequence numbers without gaps where packets were held back on purpose.

    A subscriber takes a gap for loss and asks for what it misses; what a muted person sent must never be asked for.
    """

    def __init__(self) -> None:
        self._offset = 0
        self._last: int | None = None
        self._is_paused = False

    def pause(self) -> None:
        """The next packet follows the last forwarded one, whatever came between."""
        self._is_paused = self._last is not None

    def outgoing(self, incoming: int) -> int:
        """Return the number under which the packet goes out."""
        if self._is_paused and self._last is not None:
            self._offset = (incoming - self._last - 1) % SEQUENCES
            self._is_paused = False
        number = (incoming - self._offset) % SEQUENCES
        if self._last is None or 0 < (number - self._last) % SEQUENCES < SEQUENCES // 2:
            self._last = number
        return number

    def incoming(self, outgoing: int) -> int:
        """Return the publisher's own number of a packet that went out lately."""
        return (outgoing + self._offset) % SEQUENCES

"""Session descriptions (RFC 8866, RFC 8829): the little of a browser's that is needed, and the server's own.

One codec for each kind, so that packets can be forwarded as they are: Opus for sound and VP8 for pictures. No
retransmission streams, no header extensions. The server is `ice-lite` towards browsers: they reach it, never the
other way round, so none of their addresses is needed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.meetings.media.base import Kind

CODECS = {Kind.AUDIO: "opus/48000/2", Kind.VIDEO: "VP8/90000"}
OWN_PAYLOAD_TYPES = {Kind.AUDIO: 111, Kind.VIDEO: 96}
CLOCK_RATES = {Kind.AUDIO: 48_000, Kind.VIDEO: 90_000}
LONGEST = 64 * 1024

ICE_UFRAG = re.compile(r"^a=ice-ufrag:([A-Za-z0-9+/]{4,256})$", re.MULTILINE)
ICE_PWD = re.compile(r"^a=ice-pwd:([A-Za-z0-9+/]{22,256})$", re.MULTILINE)
FINGERPRINT = re.compile(r"^a=fingerprint:(sha-256) ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$", re.MULTILINE | re.IGNORECASE)
MID = re.compile(r"^a=mid:([A-Za-z0-9_-]{1,32})$", re.MULTILINE)
RTPMAP = re.compile(r"^a=rtpmap:(\d{1,3}) (\S+)$", re.MULTILINE)


class BadDescription(Exception):
    """The description is not one that a browser would send here."""


@dataclass(frozen=True, slots=True)
class RemoteSection:
    """One media section of a browser's description."""

    kind: Kind
    mid: str
    payload_type: int
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class RemoteSession:
    """What the server needs of a browser's description."""

    ice_ufrag: str
    ice_pwd: str
    fingerprint: str
    sections: tuple[RemoteSection, ...]


@dataclass(frozen=True, slots=True)
class OwnTransport:
    """The server's side of one connection."""

    ice_ufrag: str
    ice_pwd: str
    fingerprint: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnSection:
    """One media section of the server's description; without `ssrc` nothing is sent on it."""

    kind: Kind
    mid: str
    direction: str
    payload_type: int
    ssrc: int | None = None
    stream: str = ""


def read_description(text: str) -> RemoteSession:
    """Return what the browser said. Raises BadDescription."""
    if len(text) > LONGEST:
        raise BadDescription
    text = text.replace("\r\n", "\n")
    _, *parts = re.split(r"^(?=m=)", text, flags=re.MULTILINE)
    sections = tuple(_section(part) for part in parts)
    ufrag, pwd, fingerprint = (pattern.search(text) for pattern in (ICE_UFRAG, ICE_PWD, FINGERPRINT))
    if not (sections and ufrag and pwd and fingerprint):
        raise BadDescription
    return RemoteSession(ufrag[1], pwd[1], fingerprint[2].upper(), sections)


def _section(part: str) -> RemoteSection:
    words = part.split("\n", 1)[0].removeprefix("m=").split(" ")
    mid = MID.search(part)
    if len(words) < 4 or words[0] not in set(Kind) or mid is None:
        raise BadDescription
    kind = Kind(words[0])
    payload_types = [int(number) for number, codec in RTPMAP.findall(part) if codec.lower() == CODECS[kind].lower()]
    if not payload_types and words[1] != "0":
        raise BadDescription
    payload_type = payload_types[0] if payload_types else OWN_PAYLOAD_TYPES[kind]
    return RemoteSection(kind, mid[1], payload_type, is_accepted=words[1] != "0")


def write_description(
    own: OwnTransport, sections: Sequence[OwnSection], *, setup: str, version: int = 1, video_kbps: int = 0
) -> str:
    """Return the server's description; `setup` is `passive` in an answer and `actpass` in an offer (RFC 8842)."""
    lines = [
        "v=0",
        f"o=- 1 {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE " + " ".join(section.mid for section in sections),
        "a=msid-semantic: WMS *",
    ]
    for section in sections:
        lines += _section_lines(own, section, setup=setup, video_kbps=video_kbps)
    return "\r\n".join(lines) + "\r\n"


def _section_lines(own: OwnTransport, section: OwnSection, *, setup: str, video_kbps: int) -> Iterable[str]:
    number = section.payload_type
    yield f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {number}"
    yield "c=IN IP4 0.0.0.0"
    if section.kind is Kind.VIDEO and video_kbps:
        yield f"b=AS:{video_kbps}"
    yield f"a=ice-ufrag:{own.ice_ufrag}"
    yield f"a=ice-pwd:{own.ice_pwd}"
    yield f"a=fingerprint:sha-256 {own.fingerprint}"
    yield f"a=setup:{setup}"
    yield f"a=mid:{section.mid}"
    yield f"a={section.direction}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    yield f"a=rtpmap:{number} {CODECS[section.kind]}"
    yield from _codec_lines(section.kind, number)
    if section.ssrc is not None:
        yield f"a=msid:{section.stream} {section.stream}-{section.kind}"
        yield f"a=ssrc:{section.ssrc} cname:{section.stream}"
    for candidate in own.candidates:
        yield f"a=candidate:{candidate}"
    yield "a=end-of-candidates"


def _codec_lines(kind: Kind, number: int) -> Iterable[str]:
    if kind is Kind.AUDIO:
        yield f"a=fmtp:{number} minptime=10;useinbandfec=1"
        return
    for feedback in ("nack", "nack pli", "goog-remb"):
        yield f"a=rtcp-fb:{number} {feedback}"

"""A proof that somebody was in a meeting, for a court or an employer: made only when they ask.

It says a name that the person gave, a day, minutes and that it was a peer support meeting of this site: neither topic nor
group nor alias. Its address carries a signature over all of it, so that nobody guesses one and a changed row is noticed.
Erasing it (or the account) ends it: its address then says what an invented one says.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.core.signing import Signer
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.core.errors import NotFound
from apps.meetings.errors import NameUnusable, TooShortToProve
from apps.meetings.models import AttendanceProof, Meeting
from apps.meetings.services.afterwards import Stay, require_over

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Attendance:
    """What a proof says; `minutes_planned` is how long the meeting was to be, `made_on` a day of UTC."""

    name: str
    on: date
    minutes: int
    minutes_planned: int
    made_on: date
    code: str


@transaction.atomic
def make_proof(stay: Stay, name: str) -> AttendanceProof:
    """The person has one proof of this meeting, with this name and the minutes that were counted.

    Raises MeetingNotOver while they are in the room, TooShortToProve, NameUnusable.
    """
    require_over(stay)
    words = " ".join(name.split())
    if not 2 <= len(words) <= LONGEST_NAME or any(map(_is_unprintable, words)):
        raise NameUnusable
    minutes = stay.seat.seconds_present // 60
    if minutes < 1:
        raise TooShortToProve
    values = {"name": words, "minutes": minutes, "on": _day(stay.meeting), "made_at": timezone.now()}
    proof, _ = AttendanceProof.objects.update_or_create(
        meeting=stay.meeting, membership_id=stay.seat.membership_id, defaults=values
    )
    return proof


def _is_unprintable(letter: str) -> bool:
    # Signs that turn or hide letters have no place on a proof; the joiners of some scripts do.
    return unicodedata.category(letter).startswith("C") and letter not in "\u200c\u200d"


def erase_proof(stay: Stay) -> None:
    """The proof is gone and its address says nothing any more; repeating it changes nothing."""
    AttendanceProof.objects.filter(meeting=stay.meeting, membership_id=stay.seat.membership_id).delete()


def proof_of(stay: Stay) -> AttendanceProof | None:
    """Return the proof that the person asked for, if they did."""
    found = AttendanceProof.objects.select_related("meeting__series")
    return found.filter(meeting=stay.meeting, membership_id=stay.seat.membership_id).first()


def signature_of(proof: AttendanceProof) -> str:
    """Return what is signed into the proof's address."""
    said = (proof.public_id, proof.name, proof.on.isoformat(), str(proof.minutes))
    return _signer().signature("\n".join(said))


def read_proof(public_id: str, signature: str) -> Attendance:
    """Return what the proof of this address says. Raises NotFound when there is none, or it was altered."""
    proof = AttendanceProof.objects.select_related("meeting__series").filter(public_id=public_id).first()
    if proof is None or not constant_time_compare(signature_of(proof), signature):
        raise NotFound
    meeting = proof.meeting
    planned = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    return Attendance(proof.name, proof.on, proof.minutes, planned, proof.made_at.date(), proof.public_id)


def _day(meeting: Meeting) -> date:
    return meeting.starts_at.astimezone(ZoneInfo(meeting.series.time_zone)).date()


def _signer() -> Signer:
    return Signer(salt="attendance")

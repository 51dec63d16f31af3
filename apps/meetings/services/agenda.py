"""Meetings as one reader sees them in a list: by their own clock, with what they may do about each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.groups.permissions import Role
from apps.meetings.models import Answer, Format, InPersonAdvice, Meeting, MeetingSeries, Rsvp, Service
from apps.meetings.services import words
from apps.meetings.services.hosting import HOSTING

type Reader = User | AnonymousUser | None

WATCHED_FOR = timedelta(hours=6)  # Nobody keeps a page open for longer and expects it to be right.


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting in words for one reader. `day` and `time` are by the reader's clock.

    `group_name` and `purpose` (whom the group is for) are there for those who may know of the group; `hosts` (a sentence) and `host_names` name aliases to members alone.
    """

    id: str
    title: str
    group_name: str
    purpose: str
    starts_at: datetime
    day: date
    spoken_day: str
    time: str
    when: str
    soon: str
    their_time: str
    about: str
    hosts: str
    host_names: str
    answer: str
    is_member: bool
    may_answer: bool
    has_door: bool
    opens_in: int | None  # seconds until the door opens by itself, where that is soon
    is_full: bool
    is_activity: bool
    is_mine: bool  # an activity that the reader offers
    needs_advice: bool  # in person, and the reader has yet to read what to mind then

    @property
    def is_going(self) -> bool:
        return self.answer == Answer.YES


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What is read once for all meetings of a list."""

    now: datetime
    zone: ZoneInfo
    own: dict[int, Membership]
    answers: dict[int, str]
    hosts: dict[int, list[Membership]]
    taken: dict[int, int]
    has_advice: bool


def reader_zone(reader: Reader) -> ZoneInfo:
    """Return the zone of the reader's clock: their own, else that of the request."""
    if isinstance(reader, User) and reader.time_zone:
        return ZoneInfo(reader.time_zone)
    return timezone.get_current_timezone()


def entries_of(meetings: Iterable[Meeting], reader: Reader, *, now: datetime | None = None) -> list[Entry]:
    """Return the meetings (whose series and group are loaded) as this reader sees them, in the same order.

    The caller has asked `visible_to` already. Costs the same few queries for any number of meetings.
    """
    found = list(meetings)
    around = _surroundings(found, reader, now or timezone.now())
    return [_entry(meeting, around) for meeting in found]


def hosts_of(series: Sequence[MeetingSeries]) -> dict[int, list[Membership]]:
    """Return who hosts each of these series, by its key: those it names, else the group's facilitators."""
    taking_part = Membership.objects.taking_part().order_by("alias")
    found: dict[int, list[Membership]] = defaultdict(list)
    keys = {one.pk for one in series}
    for member in taking_part.filter(hosted_series__in=keys).distinct().prefetch_related("hosted_series"):
        for hosted in member.hosted_series.all():
            if hosted.pk in keys:
                found[hosted.pk].append(member)
    facilitators: dict[int, list[Membership]] = defaultdict(list)
    groups = {one.group_id for one in series}
    for member in taking_part.filter(group__in=groups, roles__contains=[Role.FACILITATOR.value]):
        facilitators[member.group_id].append(member)
    return {one.pk: found[one.pk] or facilitators[one.group_id] for one in series}


def _hosts_at(meetings: Sequence[Meeting], series: Sequence[MeetingSeries]) -> dict[int, list[Membership]]:
    """Return who hosts each meeting, by its key: whoever took that for this one, else those of the series."""
    serving: dict[int, list[Membership]] = defaultdict(list)
    taken = Service.objects.filter(meeting__in=meetings, role__in=HOSTING, offered_at=None, membership__ended_at=None)
    # The host before the co-host.
    for service in taken.select_related("membership").order_by("-role"):
        serving[service.meeting_id].append(service.membership)
    usual = hosts_of(series)
    return {meeting.pk: serving[meeting.pk] or usual[meeting.series_id] for meeting in meetings}


def _surroundings(meetings: Sequence[Meeting], reader: Reader, now: datetime) -> _Surroundings:
    series = list({meeting.series_id: meeting.series for meeting in meetings}.values())
    own: dict[int, Membership] = {}
    answers: dict[int, str] = {}
    if reader is not None and reader.is_authenticated:
        groups = {one.group_id for one in series}
        members = Membership.objects.taking_part(now).filter(user_id=reader.pk, group__in=groups)
        own = {member.group_id: member for member in members}
        rsvps = Rsvp.objects.filter(meeting__in=meetings, membership__in=own.values())
        answers = dict(rsvps.values_list("meeting_id", "answer"))
    limited = [meeting.pk for meeting in meetings if meeting.series.capacity]
    yes = Rsvp.objects.filter(meeting__in=limited, answer=Answer.YES, membership__ended_at=None)
    taken = dict(yes.values_list("meeting_id").annotate(Count("pk")))
    return _Surroundings(
        now=now,
        zone=reader_zone(reader),
        own=own,
        answers=answers,
        hosts=_hosts_at(meetings, series),
        taken=taken,
        has_advice=_has_advice(series, reader),
    )


def _has_advice(series: Sequence[MeetingSeries], reader: Reader) -> bool:
    if not isinstance(reader, User) or not any(one.is_in_person for one in series):
        return True
    return InPersonAdvice.objects.filter(user=reader).exists()


def _entry(meeting: Meeting, around: _Surroundings) -> Entry:
    series, member = meeting.series, around.own.get(meeting.series.group_id)
    is_welcome = member is not None and (series.is_open_to_newcomers or not member.is_newcomer)
    is_full = bool(series.capacity) and around.taken.get(meeting.pk, 0) >= (series.capacity or 0)
    day = meeting.starts_at.astimezone(around.zone).date()
    return Entry(
        id=meeting.public_id,
        title=meeting.title,
        group_name=series.group.name,
        purpose=series.group.purpose,
        starts_at=meeting.starts_at,
        day=day,
        spoken_day=words.heading_of(day, around.now.astimezone(around.zone).date()),
        time=words.clock(meeting.starts_at, around.zone),
        when=words.when(meeting.starts_at, around.zone, now=around.now),
        soon=words.soon(meeting.starts_at, around.zone, now=around.now),
        their_time=words.their_time(meeting.starts_at, around.zone, ZoneInfo(series.time_zone)),
        about=about(series, is_full=is_full),
        hosts=_hosts(around.hosts[meeting.pk], is_member=member is not None, is_activity=series.is_activity),
        host_names=_names(around.hosts[meeting.pk]) if member else "",
        answer=around.answers.get(meeting.pk, ""),
        is_member=member is not None,
        may_answer=is_welcome and meeting.is_ahead,
        has_door=meeting.has_door(around.now),
        opens_in=_soon(meeting.door_opens_in()),
        is_full=is_full,
        is_activity=series.is_activity,
        is_mine=member is not None and series.offered_by_id == member.pk,
        needs_advice=series.is_in_person and not around.has_advice,
    )


def _soon(seconds: int | None) -> int | None:
    return seconds if seconds is not None and seconds <= WATCHED_FOR.total_seconds() else None


def about(series: MeetingSeries, *, is_full: bool = False) -> str:
    """Return how people meet, how long, and who may come: "Voices, 60 minutes. Newcomers may just listen."."""
    length = words.length(series.duration)
    sentences = [
        {
            Format.CHAT: gettext("Chat only, %(length)s."),
            Format.VOICE: gettext("Voices, %(length)s."),
            Format.VIDEO: gettext("Pictures if you like, %(length)s."),
            Format.PERSON: gettext("In person, %(length)s."),
        }[Format(series.format)]
        % {"length": length}
    ]
    if not series.is_open_to_newcomers:
        sentences.append(gettext("Members only."))
    elif series.format in {Format.CHAT, Format.PERSON}:
        sentences.append(gettext("Newcomers are welcome."))
    else:
        sentences.append(gettext("Newcomers may just listen."))
    if series.capacity:
        sentences.append(_places(series.capacity, is_full=is_full))
    return " ".join(sentences)


def _places(capacity: int, *, is_full: bool) -> str:
    if is_full:
        return ngettext("%(count)d place, taken.", "%(count)d places, all taken.", capacity) % {"count": capacity}
    return ngettext("%(count)d place.", "%(count)d places.", capacity) % {"count": capacity}


def _hosts(hosts: Sequence[Membership], *, is_member: bool, is_activity: bool) -> str:
    """Members read aliases; whoever is not in the group reads how many there are (nobody's alias leaves its group)."""
    if not hosts:
        return ""
    if is_activity:
        return gettext("Offered by %(name)s") % {"name": _names(hosts)}
    if is_member:
        return ngettext("Host: %(names)s", "Hosts: %(names)s", len(hosts)) % {"names": _names(hosts)}
    return ngettext("%(count)d host", "%(count)d hosts", len(hosts)) % {"count": len(hosts)}


def _names(hosts: Sequence[Membership]) -> str:
    return ", ".join(member.alias for member in hosts)

"""What the people who run the site say to everybody: shown on their pages, and sent to nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.moderation.models import Announcement, PutAway
from apps.moderation.services.audit import record_for_site

MOST_SHOWN = 3
MOST_KEPT = 30


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said, to readers of which language ("": of all), and from which day to which, both included."""

    title: str
    words: str
    language: str
    starts_on: date
    ends_on: date
    is_on_landing: bool


def announcements_for(user: User | AnonymousUser) -> list[Announcement]:
    """Return what this reader is shown now, the latest first: what they have not put away, or what the landing shows."""
    showing = Announcement.objects.showing(timezone.localdate(), get_language() or "")
    own = showing.exclude(put_away__user=user) if isinstance(user, User) else showing.filter(is_on_landing=True)
    return list(own[:MOST_SHOWN])


def written_lately() -> list[Announcement]:
    """Return what was written last, for those who write."""
    return list(Announcement.objects.all()[:MOST_KEPT])


@transaction.atomic
def announce(staff: User, wording: Wording, client_id: UUID | None) -> Announcement:
    """It is shown from its first day to its last one, and the log has a line; a form sent twice says it once."""
    fields = {name: getattr(wording, name) for name in Wording.__slots__}
    if client_id is not None:
        said, is_new = Announcement.objects.get_or_create(client_id=client_id, defaults=fields)
    else:
        said, is_new = Announcement.objects.create(**fields), True
    if is_new:
        record_for_site(staff.pk, "announcement.written", f"{said.title}\n{said.words}", action=said.public_id)
    return said


def find_shown(public_id: str) -> Announcement:
    """Return one that is shown, or will be. Raises NotFound for what was taken down, is over, or never was."""
    return _shown(Announcement.objects.all(), public_id)


def _shown(among: QuerySet[Announcement], public_id: str) -> Announcement:
    # Days are by the reader's calendar: somewhere it is still yesterday.
    last = timezone.localdate() - timedelta(days=1)
    said = among.filter(public_id=public_id, ended_at=None, ends_on__gte=last).first()
    if said is None:
        raise NotFound
    return said


@transaction.atomic
def change_announcement(staff: User, public_id: str, wording: Wording, *, is_for_all_again: bool) -> Announcement:
    """It says this from now on, and the log has a line; nothing is written where nothing is changed.

    With `is_for_all_again` those who had put it away are shown it once more. Raises NotFound as `find_shown` does.
    """
    said = _shown(Announcement.objects.select_for_update(), public_id)
    fields = {name: getattr(wording, name) for name in Wording.__slots__}
    if any(getattr(said, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(said, name, value)
        said.save(update_fields=list(fields))
        record_for_site(staff.pk, "announcement.changed", f"{said.title}\n{said.words}", action=said.public_id)
    if is_for_all_again:
        said.put_away.all().delete()
    return said


@transaction.atomic
def take_down(staff: User, public_id: str) -> None:
    """Nobody is shown it any more, and the log has a line; what is over stays as it is. Raises NotFound."""
    said = Announcement.objects.select_for_update().filter(public_id=public_id).first()
    if said is None:
        raise NotFound
    if said.ended_at is None:
        said.ended_at = timezone.now()
        said.save(update_fields=["ended_at"])
        record_for_site(staff.pk, "announcement.ended", "", action=said.public_id)


def put_away(user: User, public_id: str) -> None:
    """This person is not shown it again, on no page; what is put away already stays so. Raises NotFound."""
    said = Announcement.objects.filter(public_id=public_id).first()
    if said is None:
        raise NotFound
    PutAway.objects.get_or_create(user=user, announcement=said)

"""What a member wrote where a copy of the database does not tell it, kept with a report of them and sealed there, too.

Of a pact only what the other one wrote, and only where its reporter chose so; of the list of mentors what all could read.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess, Permission
from apps.journey.services.pact_places import mentors_in
from apps.journey.services.pact_words import words_of_other
from apps.journey.services.pacts import Held, find_pact
from apps.moderation.models import Report
from apps.moderation.rules.snapshots import OFFER

Kept = list[dict[str, Any]]


def pact_with(user: User, access: GroupAccess, member_id: str, pact_id: str) -> Held | None:
    """Return this person's own pact with that member of the group; None for another's, and for what ended."""
    try:
        held = find_pact(user, pact_id)
    except NotFound:
        return None
    is_theirs = held.own.pk == access.membership_id and held.other.public_id == member_id
    return held if is_theirs else None


def written_in(held: Held) -> Kept:
    """Return what the other one wrote in the pact lately; nothing once it has ended."""
    try:
        words = words_of_other(held.own.user, held.pact.public_id)
    except NotFound:
        return []
    return [{"what": one.what, "words": one.words, "on": one.on.isoformat()} for one in words]


def offered_by(access: GroupAccess, member_id: str) -> Kept:
    """Return what that member offers as a mentor, as far as this person sees it."""
    seen = mentors_in(access) if access.can(Permission.SEE_MEMBERS) else []
    today = timezone.localdate().isoformat()
    return [{"what": OFFER, "words": one.offer, "on": today} for one in seen if one.member.public_id == member_id]


@transaction.atomic
def add_written(report: Report, written: Kept) -> None:
    """An open report keeps these words, too, each once; what it keeps already stays."""
    present = Report.objects.select_for_update(of=("self",)).filter(pk=report.pk, state=Report.State.OPEN).first()
    new = [one for one in written if present and one not in present.written]
    if present and new:
        present.written = [*present.written, *new]
        present.save(update_fields=["written"])
        report.written = present.written

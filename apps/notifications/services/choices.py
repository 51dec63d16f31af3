"""How somebody wants to be told: of what, where, and at which hours not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.notifications.models import Notice, NoticeChoice, QuietHours
from apps.notifications.rules.kinds import CHOICE_OF, EVERY_WAY, Chosen, Way, Ways
from apps.notifications.rules.quiet_hours import Quiet
from apps.notifications.services.push_devices import reachable_devices

# By user: what they said, of each kind.
type Choices = dict[int, dict[Chosen, Ways]]


def choices_of(users: Iterable[int]) -> Choices:
    """Return, for each of these people, where they are to be told of each kind: by push only with a device for it."""
    chosen = chosen_by(users)
    pushed = set(reachable_devices().filter(user__in=chosen).values_list("user_id", flat=True))
    for user in chosen.keys() - pushed:
        chosen[user] = {kind: replace(ways, by_push=False) for kind, ways in chosen[user].items()}
    return chosen


def chosen_by(users: Iterable[int]) -> Choices:
    """Return what each of these people said of each kind, or what holds for whoever said nothing."""
    choices: Choices = {user: dict.fromkeys(Chosen, EVERY_WAY) for user in users}
    found = NoticeChoice.objects.filter(user__in=choices, kind__in=list(Chosen))
    for user, kind, *ways in found.values_list("user_id", "kind", "in_page", "by_mail", "by_push"):
        choices[user][Chosen(kind)] = Ways(*ways)
    return choices


def ways_for(user_id: int, kind: str) -> Ways:
    """Return where the person wants to be told of notices of this kind: every way, where there is nothing to choose."""
    return chosen_by([user_id])[user_id][CHOICE_OF[kind]] if kind in CHOICE_OF else EVERY_WAY


def as_chosen(notices: Iterable[Notice], way: Way) -> list[Notice]:
    """Return those of these notices that their person still wants to be told of this way, in their order."""
    found = list(notices)
    chosen = chosen_by({notice.user_id for notice in found if notice.kind in CHOICE_OF})
    return [one for one in found if one.kind not in CHOICE_OF or chosen[one.user_id][CHOICE_OF[one.kind]].holds(way)]


@transaction.atomic
def keep_choices(user: User, chosen: Mapping[Chosen, Ways]) -> None:
    """The person is told of these kinds just there from now on."""
    for kind, ways in chosen.items():
        kept = {"in_page": ways.in_page, "by_mail": ways.by_mail, "by_push": ways.by_push}
        NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults=kept)


def quiet_hours_of(user: User) -> QuietHours:
    """Return the person's quiet hours, or what is offered to whoever has none, as a row that is not kept."""
    return QuietHours.objects.filter(user=user).first() or QuietHours(user=user)


def keep_quiet_hours(user: User, *, is_on: bool, starts_at: time, ends_at: time, holds_reminders: bool) -> None:
    """No mail leaves for the person in these hours from now on; what waits then leaves afterwards."""
    kept = {"is_on": is_on, "starts_at": starts_at, "ends_at": ends_at, "holds_reminders": holds_reminders}
    QuietHours.objects.update_or_create(user=user, defaults=kept)


def quiet_among(users: Iterable[int], *, now: datetime | None = None, for_reminders: bool = False) -> set[int]:
    """Return those of these people whose quiet hours it is; with `for_reminders` those who want no reminder either."""
    moment = now or timezone.now()
    return {user for user, quiet in _quiet_hours(users, for_reminders=for_reminders) if quiet.holds_at(moment)}


def quiet_next(users: Iterable[int], *, now: datetime, for_reminders: bool = False) -> dict[int, datetime]:
    """Return when the next quiet hours of each of these people begin, as far as they have any."""
    return {user: quiet.next_start(now) for user, quiet in _quiet_hours(users, for_reminders=for_reminders)}


def _quiet_hours(users: Iterable[int], *, for_reminders: bool) -> Iterator[tuple[int, Quiet]]:
    found = QuietHours.objects.filter(user__in=set(users), is_on=True).select_related("user")
    for hours in found.filter(holds_reminders=True) if for_reminders else found:
        yield hours.user_id, Quiet(hours.starts_at, hours.ends_at, zone_or_utc(hours.user.time_zone))

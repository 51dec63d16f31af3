"""Evenings of a pact: by the clock on each wall, told to the other one only as both agreed, and looked at together."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group, Membership
from apps.journey.models import Pact, PactDay, PactSide
from apps.journey.rules.pacts import Evening, next_review
from apps.journey.services import pact_rounds
from apps.journey.services.pact_asking import OwnPart
from apps.journey.services.pact_course import go_on, pause_pact, set_own_part
from apps.journey.services.pact_telling import QUIET, REVIEW, still_so
from apps.journey.services.pacts import find_pact
from apps.journey.tasks import see_to_pacts
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way, Ways
from apps.notifications.services.choices import keep_choices, keep_quiet_hours
from tests.journey.pacting import have_pact

LONDON = ZoneInfo("Europe/London")
NIGHT = (time(22), time(1, 30))


@pytest.mark.parametrize(
    ("hours", "day", "over"),
    [
        ((time(19), time(22)), date(2026, 7, 1), datetime(2026, 7, 1, 21, tzinfo=UTC)),
        ((time(19), time(22)), date(2026, 12, 1), datetime(2026, 12, 1, 22, tzinfo=UTC)),
        # Half past one comes twice in the night to 25 October: the second is meant; it is left out in that to 29 March.
        (NIGHT, date(2026, 10, 24), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (NIGHT, date(2026, 3, 28), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (NIGHT, date(2026, 3, 29), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
    ],
)
def test_hours_are_over_by_the_clock_on_the_wall_in_every_night(
    hours: tuple[time, time], day: date, over: datetime
) -> None:
    evening, moment = Evening(*hours, LONDON), timedelta(minutes=1)
    assert evening.ends_on(day) == over
    assert evening.day_at(over - moment) == day
    assert evening.day_at(over) == over.astimezone(LONDON).date()
    assert evening.hold_at(over - moment)
    assert not evening.hold_at(evening.begins_on(day) - moment)
    weekdays = {day.weekday()}
    assert evening.next_over(day, weekdays, over - moment) == day
    assert evening.next_over(day, weekdays, over) == day + timedelta(days=7)


def test_a_pact_that_goes_on_does_so_for_as_long_as_before() -> None:
    assert next_review(date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 3)) == date(2026, 3, 5)
    assert next_review(date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 2)) == date(2026, 1, 9)


# ---------------------------------------------------------------- a quiet day


@pytest.fixture
def pact(group: Group, bob: User, carol: User) -> Pact:
    """Let Bramble (London) and Clover (Auckland) have a pact since yesterday, of which only Bramble's day is due."""
    User.objects.filter(pk=carol.pk).update(time_zone="Pacific/Auckland")
    return have_pact(bob, carol, group)


def due(pact: Pact) -> datetime:
    """Return a minute after Bramble's evening is over, when nobody else's is."""
    PactSide.objects.exclude(member=pact.asker).update(missed_at=None)
    found = PactSide.objects.get(member=pact.asker).missed_at
    assert found is not None
    return found + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_quiet_day_is_told_to_the_other_once_and_no_more_when_it_was_looked_back_at(
    pact: Pact, group: Group, bob: User, carol: User
) -> None:
    moment, side = due(pact), PactSide.objects.get(member=pact.asker)
    assert side.awaited_on == timezone.localdate(moment, LONDON)
    Notice.objects.all().delete()
    assert pact_rounds.note_quiet_days(now=moment - timedelta(minutes=2)) == 0
    assert [pact_rounds.note_quiet_days(now=moment) for _again in range(2)] == [1, 0]
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.wants_mail) == (carol, QUIET, True)
    assert "Bramble" not in str(notice.details)
    assert still_so([notice], Way.MAIL) == [notice]
    kept = PactDay(pact=pact, member=pact.asker, day=side.awaited_on, how="did")
    kept.save()
    assert still_so([notice], Way.PAGE) == [], "it was looked back at since"
    tomorrow = due(pact)
    assert tomorrow - moment >= timedelta(hours=23)
    assert pact_rounds.note_quiet_days(now=tomorrow) == 1, "another day is another"
    kept.day += timedelta(days=2)
    kept.public_id, kept.pk = "1" * 12, None
    kept.save()
    assert pact_rounds.note_quiet_days(now=due(pact)) == 0
    assert PactSide.objects.get(member=pact.asker).awaited_on == kept.day + timedelta(days=1)


def _set(pact: Pact, user: User) -> None:
    set_own_part(user, pact.public_id, OwnPart(agrees_to_nudges=False))


def _hold(user: User, **fields: object) -> None:
    Membership.objects.filter(user=user).update(**fields)


STOPPED: dict[str, Callable[[Pact, User, User], object]] = {
    "consent of the quiet one withdrawn": lambda pact, bob, carol: _set(pact, bob),
    "consent of the told one withdrawn": lambda pact, bob, carol: _set(pact, carol),
    "the quiet one pauses": lambda pact, bob, carol: pause_pact(bob, pact.public_id, is_paused=True),
    "the told one pauses": lambda pact, bob, carol: pause_pact(carol, pact.public_id, is_paused=True),
    "a block": lambda pact, bob, carol: Block.objects.create(blocker=pact.asked, blocked=pact.asker),
    "muted": lambda pact, bob, carol: _hold(bob, muted_until=timezone.now() + timedelta(days=9)),
    "suspended": lambda pact, bob, carol: _hold(carol, suspended_until=timezone.now() + timedelta(days=9)),
    "resting": lambda pact, bob, carol: User.objects.filter(pk=bob.pk).update(is_active=False),
    "the group rests": lambda pact, bob, carol: Group.objects.update(state=Group.State.PAUSED),
    "told of nothing": lambda pact, bob, carol: keep_choices(carol, {Chosen.PACT: Ways(in_page=False, by_mail=False)}),
    "gone": lambda pact, bob, carol: Pact.objects.all().delete(),
}


@pytest.mark.django_db
def test_each_telling_obeys_what_holds_at_its_moment(pact: Pact, group: Group, bob: User, carol: User) -> None:
    moment = due(pact)
    pact_rounds.note_quiet_days(now=moment)
    notice = Notice.objects.get(kind=QUIET)
    for why, stop in STOPPED.items():
        with transaction.atomic():
            stop(pact, bob, carol)
            assert still_so([notice], Way.MAIL) == still_so([notice], Way.PUSH) == [], why
            notice.delete()
            PactSide.objects.filter(member=pact.asker).update(missed_at=moment, awaited_on=moment.date())
            pact_rounds.note_quiet_days(now=moment)
            assert not Notice.objects.filter(kind=QUIET).exists(), why
            transaction.set_rollback(True)
        notice.pk = Notice.objects.get(kind=QUIET).pk


@pytest.mark.django_db
def test_in_quiet_hours_it_waits_and_is_dropped_when_it_is_old(
    pact: Pact, group: Group, bob: User, carol: User
) -> None:
    moment = due(pact)
    here = timezone.localtime(moment, ZoneInfo("Pacific/Auckland"))
    hours = {"starts_at": (here - timedelta(hours=1)).time(), "ends_at": (here + timedelta(hours=2)).time()}
    keep_quiet_hours(carol, is_on=True, holds_reminders=True, **hours)
    assert pact_rounds.note_quiet_days(now=moment) == 0
    assert PactSide.objects.get(member=pact.asker).missed_at == moment - timedelta(minutes=1)
    assert pact_rounds.note_quiet_days(now=moment + timedelta(hours=3)) == 1
    late = due(pact) + timedelta(hours=20)
    assert pact_rounds.note_quiet_days(now=late) == 0
    assert due(pact) > late, "the next one is awaited"


# ---------------------------------------------------------------- the review date


@pytest.mark.django_db
def test_both_are_asked_on_the_day_and_it_goes_on_when_both_say_so(
    pact: Pact, group: Group, bob: User, carol: User
) -> None:
    go_on(bob, pact.public_id)
    assert not PactSide.objects.filter(goes_on=True).exists(), "not before its day"
    pact.refresh_from_db()
    morning = datetime.combine(pact.review_on, time(0, 30), tzinfo=ZoneInfo("Pacific/Auckland"))
    assert [pact_rounds.ask_for_reviews(now=morning) for _again in range(2)] == [1, 0], "first where the day begins"
    assert Notice.objects.get(kind=REVIEW).user == carol
    assert pact_rounds.ask_for_reviews(now=morning + timedelta(days=1)) == 1
    begun, length = pact.begun_on, timedelta(days=28)
    assert begun is not None
    Pact.objects.update(begun_on=timezone.localdate() - length, review_on=timezone.localdate())
    go_on(bob, pact.public_id)
    assert still_so(list(Notice.objects.filter(kind=REVIEW)), Way.PAGE) == [Notice.objects.get(user=carol, kind=REVIEW)]
    assert find_pact(carol, pact.public_id).pact.review_on == timezone.localdate()
    with timezone.override("Pacific/Auckland"):
        go_on(carol, pact.public_id)
        assert find_pact(carol, pact.public_id).pact.review_on > timezone.localdate() + timedelta(days=26)
    assert not Notice.objects.filter(kind=REVIEW).exists()
    assert not PactSide.objects.filter(goes_on=True).exists()


@pytest.mark.django_db
def test_nobody_answers_and_it_ends_by_itself_for_both_alike(pact: Pact, group: Group, bob: User, carol: User) -> None:
    Pact.objects.update(review_on=timezone.now().date() - timedelta(days=13))
    see_to_pacts()
    assert Pact.objects.exists()
    Pact.objects.update(review_on=timezone.now().date() - timedelta(days=14))
    see_to_pacts()
    assert not Pact.objects.exists()
    assert set(Notice.objects.values_list("user", "kind")) == {(bob.pk, "pact_ended"), (carol.pk, "pact_ended")}

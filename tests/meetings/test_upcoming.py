"""The next meetings in words, for pages of other apps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.groups.cards import card_lines, page_parts
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.meetings.services.upcoming import next_meetings
from tests.groups.factories import make_group, membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series


def line_of(group: Group, viewer: User | None) -> list[tuple[str, str]]:
    return card_lines([group], viewer)[group.pk]


def test_visitors_are_offered_open_meetings_alone_the_next_first(group: Group) -> None:
    later = make_meeting(group, starts_in=timedelta(hours=5))
    sooner = make_meeting(make_group("Another"), starts_in=timedelta(minutes=17, seconds=30), series=make_series(group))
    closed = make_group("Closed", joining="request")
    make_meeting(closed)

    found = next_meetings(None, limit=5)

    assert [entry.id for entry in found] == [sooner.public_id, later.public_id]
    assert found[0].soon == "in 18 minutes"
    assert found[0].when == "In 18 minutes"
    assert not found[0].may_answer


def test_own_meetings_alone_can_be_asked_for(bob: User, group: Group) -> None:
    own = make_meeting(group)
    make_meeting(make_group("Another"))
    make_rsvp(own, membership_of(bob, group))

    (entry,) = next_meetings(bob, 5, own_only=True)

    assert (entry.id, entry.is_going) == (own.public_id, True)
    assert next_meetings(None, 5, own_only=True) == []


@pytest.mark.parametrize("joining", ["open", "request"])
def test_a_card_says_when_a_group_next_meets(group: Group, joining: str) -> None:
    make_meeting(group, starts_in=timedelta(minutes=9, seconds=30))
    make_meeting(group, starts_in=timedelta(days=1))
    Group.objects.update(joining=joining)

    assert line_of(group, None) == [("Next meeting", "In 10 minutes")]


@pytest.mark.parametrize("fields", [{"joining": "invitation"}, {"is_listed": False}, {"state": "archived"}])
def test_a_card_of_a_hidden_group_says_nothing_to_strangers(fields: dict[str, object], group: Group, eve: User) -> None:
    make_meeting(group)
    Group.objects.filter(pk=group.pk).update(**fields)

    assert line_of(group, None) == line_of(group, eve) == []


def test_a_card_says_nothing_to_whoever_was_removed(bob: User, group: Group) -> None:
    make_meeting(group)
    Membership.objects.filter(user=bob).update(ended_at=timezone.now(), end_kind="removed")

    assert line_of(group, bob) == []


def test_a_card_speaks_by_the_readers_clock_and_in_their_language(bob: User, group: Group) -> None:
    User.objects.filter(pk=bob.pk).update(time_zone="Pacific/Auckland")
    bob.refresh_from_db()
    midnight = timezone.now().replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=3)
    make_meeting(group, starts_at=midnight, ends_at=midnight + timedelta(hours=1))

    ((label, value),) = line_of(group, bob)
    assert label == "Next meeting"
    assert value.endswith(("22:30", "21:30"))
    with translation.override("es"):
        ((_label, value),) = line_of(group, bob)
    article, day = value.split()[:2]
    assert article == "El"
    assert day.rstrip(",") in {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}


def test_cards_of_a_page_cost_one_query(group: Group) -> None:
    groups = [group, *(make_group(f"Group {number}") for number in range(5))]
    for one in groups:
        make_meeting(one)

    with CaptureQueriesContext(connection) as queries:
        from apps.meetings.services.upcoming import card_line

        assert len(card_line(groups, None)) == 6
    assert len(queries) == 1


def test_a_groups_page_lists_its_next_meetings_to_those_who_may_see_them(bob: User, eve: User, group: Group) -> None:
    make_meeting(group)
    make_meeting(group, series=make_series(group, is_open_to_newcomers=False), starts_in=timedelta(hours=4))

    def shown(user: User) -> int:
        parts = [part for part in page_parts(group, read_access(user, group)) if part.template.startswith("meetings/")]
        return sum(len(part.context["entries"]) for part in parts)

    assert (shown(bob), shown(eve)) == (2, 1)
    Group.objects.filter(pk=group.pk).update(joining="request")
    assert (shown(bob), shown(eve)) == (2, 0)

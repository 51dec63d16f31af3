"""Two at one moment: the last place of an activity, and a yes beside a block."""

from contextlib import suppress

import pytest

from apps.accounts.models import User
from apps.core.errors import NotPermitted
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.meetings.models import Answer, InPersonAdvice, Rsvp
from tests.at_once import at_once
from tests.groups.factories import membership_of
from tests.meetings.offering import PLACE, offer, say, told


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_one_persons_and_a_yes_beside_a_block_keeps_none(
    mo: User, bob: User, carol: User, alice: User, group: Group
) -> None:
    meeting = offer(bob, group, capacity=2)
    say(alice, meeting)

    answers = at_once(lambda: say(carol, meeting), lambda: say(mo, meeting))

    assert sorted(map(str, answers)) == [Answer.WAITING, Answer.YES]
    assert sorted([told(carol, meeting), told(mo, meeting)]) == ["", PLACE]
    assert InPersonAdvice.objects.count() == 3
    say(carol, meeting, "undo")
    say(mo, meeting, "undo")
    access, other = read_access(carol, group), membership_of(bob, group)

    def yes() -> None:
        with suppress(NotPermitted):  # when the block was first
            say(carol, meeting)

    at_once(yes, lambda: block_member(access, other))

    assert not Rsvp.objects.filter(membership=membership_of(carol, group)).exists()
    assert told(carol, meeting) == ""

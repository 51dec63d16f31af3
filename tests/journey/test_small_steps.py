"""Small steps: found in what somebody did, offered one at a time, and put away without a word."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.journey.models import StepChoices
from apps.journey.rules.steps import Doing, next_of
from apps.journey.services.check_ins import Felt, check_in
from apps.journey.services.doings import doings_of
from apps.journey.services.next_step import Step, next_step
from apps.journey.services.small_steps import ladder_of, put_aside, rest
from apps.meetings.models import Seat
from apps.messaging.models import Message, Reaction
from apps.messaging.services.rooms import chat_room
from tests.groups.factories import membership_of
from tests.journey.keeping import TODAY
from tests.meetings.factories import make_meeting
from tests.messaging.conversing import say, talking


def test_the_smallest_step_that_is_open_comes_first() -> None:
    every = list(Doing)
    assert next_of(done=[], set_aside=[], reachable=every) is Doing.REACT
    assert next_of(done=[Doing.REACT], set_aside=["check_in"], reachable=every) is Doing.WRITE
    assert next_of(done=[], set_aside=[], reachable=[Doing.SHARE, Doing.SAY]) is Doing.SAY
    assert next_of(done=every, set_aside=[], reachable=every) is None


@pytest.mark.django_db
def test_what_somebody_did_is_found_in_what_there_is_and_in_nobody_elses(group: Group, bob: User, carol: User) -> None:
    since = timezone.now() - timedelta(days=28)
    talk, chat = talking(carol, bob, group), chat_room(group)
    hers = say(carol, chat, "Hello")
    assert doings_of(bob, since) == set()
    assert doings_of(carol, since) == {Doing.WRITE, Doing.SAY}
    Reaction.objects.create(message=hers, membership=membership_of(bob, group), kind=Reaction.Kind.values[0])
    check_in(bob, Felt("3"))
    say(bob, talk, "I was thinking of you")
    meeting = make_meeting(group)
    seat = Seat.objects.create(meeting=meeting, membership=membership_of(bob, group))
    assert doings_of(bob, since) == {Doing.REACT, Doing.CHECK_IN, Doing.WRITE}, "at the door is not in the room"
    Seat.objects.filter(pk=seat.pk).update(joined_at=timezone.now())
    hard = say(bob, chat, "It is a hard week")
    assert doings_of(bob, since) == {*Doing} - {Doing.SHARE}
    Message.objects.filter(pk=hard.pk).update(kind=Message.Kind.STRUGGLE)
    assert doings_of(bob, since) == {*Doing}
    assert doings_of(bob, timezone.now() + timedelta(minutes=1)) == set()
    today = timezone.localdate()
    assert ladder_of(bob, today).next is None, "whoever did all of it lately is asked nothing"


@pytest.mark.django_db
def test_each_step_leads_straight_there_and_one_without_a_place_is_not_offered(
    client: Client, group: Group, bob: User, nia: User
) -> None:
    assert [rung.step for rung in ladder_of(nia, TODAY).rungs if rung.address] == [Doing.CHECK_IN]
    make_meeting(group)
    client.force_login(bob)
    page = client.get("/journey/steps/").content.decode()
    rungs = ladder_of(bob, TODAY).rungs
    for rung in rungs:
        assert rung.address in page
        assert rung.words.smaller in page
    addresses = {rung.address for rung in rungs}
    assert {client.get(address).status_code for address in addresses} == {200}
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(days=1))
    assert [rung.step for rung in ladder_of(bob, TODAY).rungs if rung.address] == [Doing.CHECK_IN, Doing.LISTEN]


@pytest.mark.django_db
def test_not_this_one_and_not_now_are_kept_and_taken_back(client: Client, group: Group, bob: User) -> None:
    client.force_login(bob)
    today = timezone.localdate()
    assert "Answer one message quietly" in client.get("/journey/").content.decode()
    aside = {"act": "aside", "step": "react"}
    assert client.post("/journey/steps/", aside).headers["Location"] == "/journey/steps/"
    client.post("/journey/steps/", aside)
    assert StepChoices.objects.get().in_words == ["Answer one message quietly"]
    offered = ladder_of(bob, today).next
    assert offered is not None
    assert offered.step is Doing.CHECK_IN
    assert client.post("/journey/steps/", {"act": "rest", "from": "today"}).headers["Location"] == "/"
    assert "left in peace for a week" in client.get("/journey/steps/").content.decode()
    assert ladder_of(bob, today + timedelta(days=7)).next is not None
    client.post("/journey/steps/", {"act": "go_on"})
    client.post("/journey/steps/", {"act": "back", "step": "react"})
    offered = ladder_of(bob, today).next
    assert offered is not None
    assert offered.step is Doing.REACT
    for wrong in ({}, {"act": "aside"}, {"act": "aside", "step": "jump"}, {"act": "more"}):
        assert client.post("/journey/steps/", wrong).status_code == 422


@pytest.mark.django_db
def test_today_offers_one_small_step_after_the_check_in_and_none_to_whoever_rests(
    client: Client, group: Group, bob: User
) -> None:
    client.force_login(bob)
    with timezone.override(bob.time_zone):
        today = timezone.localdate()
        assert next_step(bob, today) == Step()
        assert "A small step" not in client.get("/").content.decode()
        check_in(bob, Felt("3"))
        assert "Answer one message quietly" in client.get("/").content.decode()
        put_aside(bob, Doing.REACT)
        offered = next_step(bob, today)
        assert offered is not None
        assert offered.small is not None
        assert offered.small.step is Doing.WRITE
        rest(bob, today)
        assert next_step(bob, today) is None

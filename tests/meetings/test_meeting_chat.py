"""What is written in a meeting and at its door: who reads it, who may write, and that nothing of it is kept."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.groups.services.memberships import mute_membership
from apps.meetings.chat_frames import ShownLines
from apps.meetings.models import Line, Meeting, Seat, Service, ServiceRole
from apps.meetings.room_actions import ACTIONS
from apps.meetings.room_frames import Frame, state_frame
from apps.meetings.services import chat, closing, freezing
from apps.meetings.services.live import read_live, read_standing
from apps.meetings.services.reacting import react
from apps.messaging.models import HardWords
from apps.moderation.models import Concern, Report
from apps.notifications.models import Notice
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting
from tests.meetings.seating import access_of, inside, knock, person, refusal, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=timedelta(minutes=5))


def write(user: User, meeting: Meeting, body: str = "Good to be here", client_id: str = "") -> Line:
    return chat.write_line(access_of(user, meeting), meeting, body=body, client_id=client_id or body[:60])


def at_door(user: User, meeting: Meeting, door: User, body: str = "Hello") -> Line:
    found = Meeting.objects.get(pk=meeting.pk)
    return chat.write_at_door(access_of(user, meeting), found, person=person(door, meeting), body=body, client_id=body)


def read_by(user: User, meeting: Meeting) -> list[str]:
    """Return what the person's browser is told at its first look, by words."""
    frames = ShownLines().news(read_live(read_standing(meeting.public_id, user)))
    ids = [line["id"] for frame in frames for line in frame["lines"]]
    return [Line.objects.get(public_id=line_id).body for line_id in ids]


def test_everybody_inside_reads_it_and_a_repeat_is_the_first_line(
    meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    inside(alice, meeting, bob)
    knock(carol, meeting)

    first = write(bob, meeting)
    assert write(bob, meeting) == first

    assert read_by(alice, meeting) == read_by(bob, meeting) == ["Good to be here"]
    assert read_by(carol, meeting) == []
    assert refusal(lambda: write(carol, meeting)) == "not_in_room"


def test_whoever_comes_later_does_not_read_what_was_said_before(meeting: Meeting, alice: User, bob: User) -> None:
    inside(alice, meeting)
    write(alice, meeting, "Before")
    Line.objects.update(written_at=timezone.now() - timedelta(minutes=1))
    inside(alice, meeting, bob)
    write(alice, meeting, "After")

    assert read_by(bob, meeting) == ["After"]


def test_a_blocked_pair_reads_nothing_new_of_each_other_and_keeps_what_was_written_before(
    meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    inside(alice, meeting, bob, carol)
    write(bob, meeting, "From Bob")
    write(carol, meeting, "From Carol")
    shown = ShownLines()

    def news() -> list[dict[str, Any]]:
        return shown.news(read_live(read_standing(meeting.public_id, carol)))

    assert len(news()) == 1
    assert news() == []
    pair = {"blocker": membership_of(bob, meeting.group), "blocked": membership_of(carol, meeting.group)}
    block = Block.objects.create(**pair)
    # The database's clock stands still in a test's transaction.
    Block.objects.update(created_at=timezone.now())
    assert news() == []
    more = write(bob, meeting, "More from Bob")
    chat.take_away(access_of(carol, meeting), meeting, more.public_id)
    write(carol, meeting, "More from Carol")
    assert [line["client_id"] != "" for frame in news() for line in frame["lines"]] == [True]
    assert read_by(bob, meeting) == ["From Bob", "From Carol", "More from Bob"]
    assert read_by(alice, meeting) == ["From Bob", "From Carol", "More from Bob", "More from Carol"]
    block.delete()
    assert [frame["type"] for frame in news()] == ["chat.lines"]


def test_what_is_said_at_the_door_is_between_the_one_there_and_those_who_greet(
    meeting: Meeting, alice: User, bob: User, carol: User, mo: User
) -> None:
    knock(bob, meeting)
    assert refusal(lambda: at_door(bob, meeting, bob)) == "no_host_here"
    inside(alice, meeting, carol)
    knock(mo, meeting)
    at_door(bob, meeting, bob, "I am nervous")
    at_door(alice, meeting, bob, "Take your time")

    assert read_by(bob, meeting) == read_by(alice, meeting) == ["I am nervous", "Take your time"]
    assert read_by(carol, meeting) == read_by(mo, meeting) == []
    for stranger in (carol, mo):
        assert refusal(lambda stranger=stranger: at_door(stranger, meeting, bob)) == "not_permitted"  # type: ignore[misc]
    assert refusal(lambda: at_door(alice, meeting, carol)) == "not_in_room"

    Service.objects.create(meeting=meeting, membership=membership_of(carol, meeting.group), role=ServiceRole.GREETER)
    at_door(carol, meeting, bob, "Welcome")
    assert read_by(carol, meeting) == ["I am nervous", "Take your time", "Welcome"]


def test_hosts_close_the_chat_and_take_lines_away(meeting: Meeting, alice: User, bob: User, carol: User) -> None:
    inside(alice, meeting, bob, carol)
    his = write(bob, meeting)
    assert refusal(lambda: chat.set_chat(access_of(bob, meeting), meeting, is_open=False)) == "not_permitted"
    chat.set_chat(access_of(alice, meeting), meeting, is_open=False)

    assert refusal(lambda: write(bob, meeting, "More")) == "chat_closed"
    assert not read_standing(meeting.public_id, bob).may_write
    write(alice, meeting, "Only hosts now")
    assert refusal(lambda: chat.take_away(access_of(carol, meeting), meeting, his.public_id)) == "not_permitted"
    chat.take_away(access_of(alice, meeting), meeting, his.public_id)
    chat.take_away(access_of(alice, meeting), meeting, his.public_id)
    assert read_by(bob, meeting) == ["Only hosts now"]


def test_the_muted_the_frozen_and_the_hasty_do_not_write(meeting: Meeting, alice: User, bob: User, carol: User) -> None:
    inside(alice, meeting, bob, carol)
    freezing.freeze(access_of(alice, meeting), meeting)
    assert refusal(lambda: write(alice, meeting)) == "room_frozen"
    assert refusal(lambda: react(access_of(bob, meeting), meeting, "hear")) == "room_frozen"
    freezing.restore(access_of(alice, meeting), meeting)

    member = membership_of(carol, meeting.group)
    member.settled_at = None
    member.save()
    links = "https://one.example https://two.example https://three.example"
    assert refusal(lambda: write(carol, meeting, links)) == "too_many_links"
    for number in range(10):
        write(carol, meeting, f"Line {number}")
    assert refusal(lambda: write(carol, meeting, "One too many")) == "too_fast"

    membership = membership_of(bob, meeting.group)
    membership.muted_until = timezone.now() + timedelta(hours=1)
    membership.save()
    assert refusal(lambda: write(bob, meeting)) == "muted"
    assert refusal(lambda: react(access_of(bob, meeting), meeting, "hear")) == "muted"


@pytest.mark.parametrize(
    ("body", "client_id", "code"),
    [
        ("", "1", "empty"),
        ("a" * 1001, "1", "too_long"),
        ("\0", "1", "not_text"),
        ("a", "", "invalid"),
        ("a", "\0", "invalid"),
    ],
)
def test_what_is_no_line_is_refused(meeting: Meeting, alice: User, body: str, client_id: str, code: str) -> None:
    inside(alice, meeting)
    act = lambda: chat.write_line(access_of(alice, meeting), meeting, body=body, client_id=client_id)  # noqa: E731
    assert refusal(act) == code


def test_words_end_with_the_meeting(meeting: Meeting, alice: User, bob: User) -> None:
    inside(alice, meeting)
    knock(bob, meeting)
    write(alice, meeting)
    at_door(bob, meeting, bob)

    closing.end_meeting(access_of(alice, meeting), meeting)

    assert not Line.objects.exists()
    assert not Meeting.objects.filter(running__isnull=False).exists()


def test_a_meeting_that_everybody_forgot_ends_by_itself_and_one_with_people_in_it_does_not(
    meeting: Meeting, alice: User
) -> None:
    inside(alice, meeting)
    write(alice, meeting)
    after = meeting.ends_at + timedelta(minutes=1)
    Seat.objects.update(seen_at=after - timedelta(minutes=1))
    assert closing.close_forgotten(meeting.ends_at - timedelta(minutes=1)) == 0
    assert closing.close_forgotten(after) == 0
    assert Line.objects.count() == 1

    assert closing.close_forgotten(after + timedelta(minutes=5)) == 1

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.ENDED
    assert seat_of(alice, meeting).state == Seat.State.LEFT
    assert not Line.objects.exists()


def test_a_window_left_open_does_not_keep_a_meeting_going_for_ever(meeting: Meeting, alice: User) -> None:
    inside(alice, meeting)
    late = meeting.ends_at + timedelta(hours=4, minutes=1)
    Seat.objects.update(seen_at=late)
    assert closing.close_forgotten(late) == 1


def test_whoever_the_group_has_muted_reads_why_and_until_when_in_room_and_chat(
    meeting: Meeting, alice: User, bob: User
) -> None:
    inside(alice, meeting, bob)
    end = timezone.now() + timedelta(hours=1)
    mute_membership(membership_of(bob, meeting.group), end)

    said = state_frame(read_live(read_standing(meeting.public_id, bob)))

    until = date_format(timezone.localtime(end), "DATETIME_FORMAT")
    assert f"until {until}. In its meetings nobody hears or sees you until then." in said["silent"]
    assert (said["closed"], said["may_speak"], said["may_write"]) == (said["silent"], False, False)
    assert state_frame(read_live(read_standing(meeting.public_id, alice)))["silent"] == ""


HARD = "I don't want to be here anymore."


def answer_to(user: User, meeting: Meeting, body: str, door: str = "") -> Frame | None:
    """Return what the socket answers to whoever writes this, to them alone."""
    standing = read_standing(meeting.public_id, user)
    return ACTIONS["chat.write"](standing, {"type": "chat.write", "body": body, "client_id": body, "door": door})


def test_author_of_hard_words_alone_is_offered_company_in_the_room_and_at_the_door(
    meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    inside(alice, meeting, bob)
    knock(carol, meeting)
    Notice.objects.all().delete()

    for _again in range(2):
        assert answer_to(bob, meeting, HARD) == {"type": "chat.company", "door": ""}
    hers = person(carol, meeting)
    assert answer_to(carol, meeting, HARD, hers) == {"type": "chat.company", "door": hers}
    assert answer_to(alice, meeting, "I wish I was dead", hers) == {"type": "chat.company", "door": hers}
    for user, door in ((bob, ""), (carol, hers)):
        assert answer_to(user, meeting, "My feet are killing me.", door) is None

    assert read_by(bob, meeting) == [HARD, "My feet are killing me."]
    assert read_by(carol, meeting) == [HARD, "I wish I was dead", "My feet are killing me."]
    for user in (alice, bob, carol):
        view = read_live(read_standing(meeting.public_id, user))
        assert "company" not in json.dumps([state_frame(view), *ShownLines().news(view)])
    assert not any(model.objects.exists() for model in (Notice, Report, Concern, HardWords))

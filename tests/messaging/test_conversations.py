"""Two members who write to each other: asking, answering without a word, and who never reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import Muted, NotPermitted
from apps.groups.models import EndKind, Group
from apps.groups.permissions import GroupAccess, Permission, Role, State
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.groups.services.memberships import end_membership, mute_membership
from apps.messaging.errors import (
    AnswerFirst,
    ContactDetails,
    RequestHasContact,
    RequestTooLong,
    TakesNoDirect,
    TooManyRequests,
    Unanswered,
    Unmet,
)
from apps.messaging.models import Conversation, Message, Room
from apps.messaging.rules.conversations import Stage, Standing, is_pair_open, narrowed, why_closed
from apps.messaging.services.conversations import accept, decline
from apps.messaging.services.inbox import conversations_of
from apps.messaging.services.preferences import keep_preference
from apps.messaging.services.rooms import enter_room
from apps.messaging.services.viewing import view_in_room
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.messaging.conversing import NOTE, asked, asking, say, signed_in, talking

# --- the rules, by themselves -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "error"),
    [
        (Standing(Stage.ASKED, is_asker=True, is_begun=False), None),
        (Standing(Stage.ASKED, is_asker=True), Unanswered),
        (Standing(Stage.DECLINED, is_asker=True), Unanswered),
        (Standing(Stage.ASKED, is_asker=False), AnswerFirst),
        (Standing(Stage.DECLINED, is_asker=False), AnswerFirst),
        (Standing(Stage.ACCEPTED, is_asker=True), None),
        (Standing(Stage.ACCEPTED, is_asker=False), None),
        (Standing(Stage.ACCEPTED, is_asker=False, has_blocked=True), Unmet),
    ],
)
def test_who_may_write(standing: Standing, error: type[NotPermitted] | None) -> None:
    assert why_closed(standing) is error


def test_nobody_looks_after_a_conversation() -> None:
    everything = GroupAccess(1, "g", 1, 1, "m", "Heron", frozenset(Role), is_site_staff=True)
    here = narrowed(everything, Standing(Stage.ACCEPTED, is_asker=True))
    assert everything.can(Permission.HIDE_MESSAGE)
    assert not here.can(Permission.HIDE_MESSAGE)
    assert not here.can(Permission.HOST_MEETING)
    assert here.can(Permission.POST_MESSAGE)


def test_own_mute_is_the_reason_told_first() -> None:
    muted = GroupAccess(1, "g", 1, 1, "m", "A", frozenset({Role.MEMBER}), frozenset({State.MUTED}))
    with pytest.raises(Muted):
        narrowed(muted, Standing(Stage.ASKED, is_asker=True)).require(Permission.POST_MESSAGE)


@pytest.mark.parametrize(
    ("roles", "states", "is_asked_new", "is_open"),
    [
        ({Role.MEMBER}, set(), False, True),
        ({Role.MEMBER}, set(), True, False),
        ({Role.MEMBER}, {State.NEWCOMER}, False, False),
        ({Role.MEMBER}, {State.MUTED}, False, False),
        ({Role.MEMBER, Role.GREETER}, set(), True, True),
        ({Role.MEMBER, Role.MODERATOR}, set(), True, True),
    ],
)
def test_who_may_ask_whom(roles: set[Role], states: set[State], is_asked_new: bool, is_open: bool) -> None:
    asker = GroupAccess(1, "g", 1, 1, "m", "A", frozenset(roles), frozenset(states))
    assert is_pair_open(asker=asker, is_asked_new=is_asked_new) is is_open


# --- asking -------------------------------------------------------------------------------------------------------


def test_two_ask_accept_and_talk(bob: User, carol: User, group: Group) -> None:
    his = signed_in(bob)
    page = his.get(asking(bob, carol, group)).content.decode()
    assert "Write to Clover alone" in page
    sent = his.post(asking(bob, carol, group), {"body": NOTE, "client_id": "one"})
    room = Room.objects.get(kind=Room.Kind.DIRECT)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/rooms/{room.public_id}/")
    waiting = his.get(sent.headers["Location"]).content.decode()
    assert NOTE in waiting
    assert "Until then there is nothing to do" in waiting

    hers = signed_in(carol)
    assert NOTE in hers.get("/messages/").content.decode()
    assert NOTE in hers.get(f"/rooms/{room.public_id}/").content.decode()
    hers.post(f"/rooms/{room.public_id}/accepting/")
    say(carol, room, "Of course.")
    talk = his.get(f"/rooms/{room.public_id}/").content.decode()
    assert "Of course." in talk
    assert '<h1 class="room__title">Clover</h1>' in talk
    assert "<title>Room</title>" in talk
    assert "Only you two can read this" in talk
    assert "Write to Clover" in talk


def test_a_note_is_short_and_leads_nowhere(bob: User, carol: User, group: Group) -> None:
    for note, error in (
        ("x" * 301, RequestTooLong),
        ("see https://example.org", RequestHasContact),
        ("07700 900123", RequestHasContact),
    ):
        with pytest.raises(error):
            asked(bob, carol, group, note)
        answer = signed_in(bob).post(asking(bob, carol, group), {"body": note, "client_id": "c"})
        assert answer.status_code == 422
        assert note in answer.content.decode()
    assert signed_in(bob).post(asking(bob, carol, group), {"body": "  "}).status_code == 422
    assert not Room.objects.filter(kind=Room.Kind.DIRECT).exists()


def test_a_second_click_sends_nothing_more(bob: User, carol: User, group: Group) -> None:
    for client_id in ("same", "same", "other"):
        assert signed_in(bob).post(asking(bob, carol, group), {"body": NOTE, "client_id": client_id}).status_code == 302
    assert Message.objects.count() == 1
    room = Conversation.objects.get().room
    assert signed_in(bob).get(asking(bob, carol, group)).headers["Location"] == f"/rooms/{room.public_id}/"


def test_two_who_ask_each_other_have_said_yes(bob: User, carol: User, group: Group) -> None:
    asked(bob, carol, group, "May I?")
    conversation = asked(carol, bob, group, "May I, too?")
    assert conversation.state == Conversation.State.ACCEPTED
    assert [message.body for message in Message.objects.order_by("number")] == ["May I?", "May I, too?"]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_have_one_conversation(bob: User, carol: User, group: Group) -> None:
    pairs = ((bob, carol), (carol, bob), (bob, carol), (carol, bob))
    at_once(*(lambda one=one, other=other: asked(one, other, group) for one, other in pairs))
    assert Conversation.objects.get().state == Conversation.State.ACCEPTED


def test_newcomers_neither_ask_nor_are_asked_but_by_those_who_look_after_the_group(
    bob: User, carol: User, alice: User, group: Group
) -> None:
    new = membership_of(carol, group)
    new.settled_at = None
    new.save()
    page = signed_in(carol).get(asking(carol, bob, group))
    assert "While you are new here" in page.content.decode()
    with pytest.raises(NotPermitted):
        asked(carol, bob, group)
    with pytest.raises(TakesNoDirect):
        asked(bob, carol, group)
    talking(alice, carol, group)
    say(carol, Room.objects.get(kind=Room.Kind.DIRECT), "Thank you.")


def test_only_a_few_requests_wait_at_a_time(bob: User, group: Group) -> None:
    others = [make_user(f"other{number}") for number in range(6)]
    for number, other in enumerate(others):
        make_membership(other, group, f"Pebble {'abcdef'[number]}")
    conversations = [asked(bob, other, group) for other in others[:5]]
    # A declined one counts like one that waits: else one could tell.
    decline(read_access(others[0], group), conversations[0].room.public_id)
    with pytest.raises(TooManyRequests):
        asked(bob, others[5], group)
    accept(read_access(others[1], group), conversations[1].room.public_id)
    asked(bob, others[5], group)


def test_a_day_later_one_may_ask_again(bob: User, group: Group) -> None:
    for number in range(5):
        other = make_user(f"other{number}")
        make_membership(other, group, f"Pebble {'abcdef'[number]}")
        asked(bob, other, group)
    Conversation.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    last = make_user("last")
    make_membership(last, group, "Last leaf")
    asked(bob, last, group)


# --- answering ----------------------------------------------------------------------------------------------------


def test_only_the_one_who_was_asked_answers(bob: User, carol: User, mo: User, eve: User, group: Group) -> None:
    room = asked(bob, carol, group).room
    for stranger in (bob, mo, eve):
        for verb in ("accepting", "declining"):
            assert signed_in(stranger).post(f"/rooms/{room.public_id}/{verb}/").status_code == 404
    assert Conversation.objects.get().state == Conversation.State.ASKED


def test_whoever_declined_can_say_yes_after_all_and_the_asker_cannot_ask_twice(
    bob: User, carol: User, group: Group
) -> None:
    room = asked(bob, carol, group).room
    for _ in range(2):
        assert signed_in(carol).post(f"/rooms/{room.public_id}/declining/").headers["Location"] == "/messages/"
    page = signed_in(carol).get("/messages/").content.decode()
    assert NOTE not in page
    assert "Put away without a word" in page
    asked(bob, carol, group, "Once more")
    assert Message.objects.count() == 1
    signed_in(carol).post(f"/rooms/{room.public_id}/accepting/")
    assert Conversation.objects.get().state == Conversation.State.ACCEPTED
    signed_in(carol).post(f"/rooms/{room.public_id}/declining/")
    assert Conversation.objects.get().state == Conversation.State.ACCEPTED


def test_nothing_is_written_before_a_yes(bob: User, carol: User, group: Group) -> None:
    room = asked(bob, carol, group).room
    with pytest.raises(Unanswered):
        say(bob, room, "Hello?")
    with pytest.raises(AnswerFirst):
        say(carol, room, "Hello.")
    accept(read_access(carol, group), room.public_id)
    assert say(bob, room, "There you are.").number == 2


# --- who reads it -------------------------------------------------------------------------------------------------


def test_nobody_else_reads_it(
    bob: User, carol: User, mo: User, alice: User, eve: User, sam: User, nia: User, group: Group
) -> None:
    room = talking(bob, carol, group)
    message = say(bob, room, "For you alone")
    missing = "/rooms/aaaaaaaaaaaa/"
    for stranger in (mo, alice, eve, nia):
        client = signed_in(stranger)
        for address in ("", "messages/", "messages/?after=0", "draft/"):
            told, unknown = client.get(f"/rooms/{room.public_id}/{address}"), client.get(missing + address)
            assert told.status_code == unknown.status_code == 404, address
        given = {"body": "Let me in", "client_id": "x"}
        assert client.post(f"/rooms/{room.public_id}/messages/", given).status_code == 404
        assert client.post(f"/rooms/{room.public_id}/reading/", {"number": "1"}).status_code == 404
        assert "For you alone" not in client.get("/messages/").content.decode()
        assert view_in_room(stranger.pk, room.public_id) is None
    with pytest.raises(NotFound):
        enter_room(room.public_id, sam)
    assert signed_in(mo).get(f"/groups/{group.public_id}/moderation/messages/{message.public_id}/").status_code == 404
    assert view_in_room(bob.pk, room.public_id) is not None


def test_site_staff_who_are_members_read_nothing_either(bob: User, carol: User, sam: User, group: Group) -> None:
    make_membership(sam, group, "Signpost", Role.OWNER)
    room = talking(bob, carol, group)
    with pytest.raises(NotFound):
        enter_room(room.public_id, sam)


def test_a_block_holds_between_two_who_look_after_the_group(alice: User, mo: User, group: Group) -> None:
    room = talking(alice, mo, group)
    block_member(read_access(mo, group), membership_of(alice, group))
    say(alice, room, "Unheard")
    page = signed_in(mo).get(f"/rooms/{room.public_id}/messages/", headers={"Accept": "application/json"}).json()
    assert [message["body"] for message in page["messages"]] == [NOTE]


# --- endings ------------------------------------------------------------------------------------------------------


def test_a_muted_one_reads_and_the_other_writes(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        say(bob, room, "Quiet")
    assert "You cannot write in this group until" in signed_in(bob).get(f"/rooms/{room.public_id}/").content.decode()
    say(carol, room, "I am here.")


def test_whoever_left_reads_it_no_more_and_the_other_keeps_it(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    say(bob, room, "Kept")
    end_membership(membership_of(bob, group), EndKind.LEFT)
    assert signed_in(bob).get(f"/rooms/{room.public_id}/").status_code == 404
    assert conversations_of(bob).talks == []
    assert "Kept" in signed_in(carol).get(f"/rooms/{room.public_id}/").content.decode()


def test_whoever_chose_so_is_not_asked(bob: User, carol: User, group: Group) -> None:
    keep_preference(read_access(carol, group), takes_direct=False)
    page = signed_in(bob).get(asking(bob, carol, group))
    assert "This person takes no direct messages." in page.content.decode()
    assert signed_in(bob).post(asking(bob, carol, group), {"body": NOTE}).status_code == 403
    # What was agreed on before goes on.
    keep_preference(read_access(carol, group), takes_direct=True)
    room = talking(bob, carol, group)
    keep_preference(read_access(carol, group), takes_direct=False)
    say(bob, room, "Still here")


def test_a_way_to_be_reached_is_asked_about_between_two(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    with pytest.raises(ContactDetails):
        say(bob, room, "07700 900123")
    assert say(bob, room, "07700 900123", is_sure=True).number == 2


# --- notices and the list -----------------------------------------------------------------------------------------


def test_one_notice_for_a_request_and_one_for_many_messages(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    assert [notice.kind for notice in Notice.objects.filter(user=carol)] == ["direct_asked"]
    assert [notice.kind for notice in Notice.objects.filter(user=bob)] == ["direct_accepted"]
    for number in range(3):
        say(bob, room, f"line {number}")
    told = Notice.objects.filter(user=carol, kind="direct_message")
    assert told.count() == 1
    assert told.get().wants_mail
    page = signed_in(carol).get("/me/notices/").content.decode()
    assert "Bramble from The first year has written to you." in page
    assert f"/rooms/{room.public_id}/" in page


def test_opening_the_conversation_settles_its_notices(bob: User, carol: User, group: Group) -> None:
    room = talking(bob, carol, group)
    say(bob, room, "Hello")
    signed_in(carol).get(f"/rooms/{room.public_id}/")
    assert not Notice.objects.filter(user=carol, read_at=None).exists()
    say(carol, room, "Hello, you")
    say(bob, room, "How are you?")
    # Whoever is in the talk finds no sign in the page; a mail would follow if they were away and did not read it.
    assert Notice.objects.filter(user=carol, kind="direct_message", in_page=True).count() == 1


def test_the_list_begins_with_requests_and_marks_what_is_new(bob: User, carol: User, alice: User, group: Group) -> None:
    room = talking(bob, carol, group)
    asked(alice, carol, group, "May I, too?")
    lines = conversations_of(carol)
    assert [line.partner.alias for line in lines.requests] == ["Heron"]
    assert [(line.partner.alias, line.has_new) for line in lines.talks] == [("Bramble", True)]
    signed_in(carol).get(f"/rooms/{room.public_id}/")
    assert [line.has_new for line in conversations_of(carol).talks] == [False]
    say(carol, room, "Mine is no news to me")
    assert [line.has_new for line in conversations_of(carol).talks] == [False]
    page = signed_in(carol).get("/messages/").content.decode()
    assert page.index("May I, too?") < page.index("Bramble") < page.index("Rooms of my groups")

"""Words that call on somebody or answer them: one notice a room until read, and a mail when they are away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group, Membership
from apps.groups.services.access import read_access
from apps.messaging.models import Message, Room, UntoldWords
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.reaching import NOTICE, tell_people
from apps.messaging.services.reading import mark_read
from apps.messaging.services.unsending import unsend_message
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Ways
from apps.notifications.services.choices import keep_choices
from apps.notifications.services.mailing import mail_due_notices
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.messaging.changing import say
from tests.messaging.conversing import asked, signed_in, talking
from tests.messaging.conversing import say as say_to

pytestmark = pytest.mark.django_db
AFTER_THE_WAIT = timedelta(minutes=11)


def told(user: User) -> list[Notice]:
    tell_people()
    return list(Notice.objects.filter(user=user, kind=NOTICE, read_at=None, in_page=True))


def mails_for(user: User) -> int:
    tell_people()
    before = len(mail.outbox)
    mail_due_notices(now=timezone.now() + AFTER_THE_WAIT)
    return len([sent for sent in mail.outbox[before:] if sent.to == [user.email]])


def test_whoever_is_called_on_is_told_once_however_often(room: Room, bob: User, carol: User, alice: User) -> None:
    say(bob, room, "Nothing for anybody")
    for number in range(3):
        say(bob, room, f"@Clover {number}")
    [notice] = told(carol)
    assert (notice.details["first"], notice.details["latest"]) == (2, 4)
    assert told(alice) == told(bob) == []
    assert not UntoldWords.objects.exists()
    assert tell_people() == 0


def test_whoever_is_answered_is_told_and_nobody_of_their_own_words(room: Room, bob: User, carol: User) -> None:
    first = say(carol, room, "Hello")
    say(carol, room, "And I add", reply_to=first.public_id)
    say(carol, room, "I, @Clover")
    assert not UntoldWords.objects.exists()
    say(bob, room, "Hello, you", reply_to=first.public_id)
    assert len(told(carol)) == 1


def test_whoever_is_called_on_by_a_change_is_told(room: Room, bob: User, carol: User) -> None:
    message = say(bob, room, "Hello")
    edit_message(bob.pk, message.public_id, NewWords("Hello, @Clover"))
    assert len(told(carol)) == 1
    edit_message(bob.pk, message.public_id, NewWords("Hello again, @Clover"))
    assert not UntoldWords.objects.exists()


def test_words_for_nobody_in_particular_cost_no_row(room: Room, bob: User) -> None:
    say(bob, room, "Hello, @nobody")
    assert not UntoldWords.objects.exists()


def test_reading_the_room_reads_what_told_of_it(room: Room, bob: User, carol: User) -> None:
    say(bob, room, "@Clover one")
    say(bob, room, "@Clover two")
    assert len(told(carol)) == 1
    access = read_access(carol, room.group)
    room.refresh_from_db()
    mark_read(room, access, 1)
    assert len(told(carol)) == 1
    mark_read(room, access, 2)
    assert told(carol) == []
    assert mails_for(carol) == 0
    say(bob, room, "@Clover three")
    assert len(told(carol)) == 1


def test_whoever_has_read_it_by_then_is_told_nothing(room: Room, bob: User, carol: User) -> None:
    say(bob, room, "@Clover")
    room.refresh_from_db()
    mark_read(room, read_access(carol, room.group), 1)
    assert told(carol) == []


def test_notice_leads_to_the_first_unread_words_and_opening_them_settles_it(room: Room, bob: User, carol: User) -> None:
    say(bob, room, "Before")
    message = say(bob, room, "@Clover")
    tell_people()
    client = signed_in(carol)
    assert "New words for you in The first year" in client.get("/").content.decode()
    assert "calls on you or answers you" in client.get("/me/notices/").content.decode()
    answer = client.get(f"/rooms/{room.public_id}/for-me/")
    assert answer.headers["Location"].endswith(f"#m-{message.public_id}")
    assert message.body in client.get(answer.headers["Location"]).content.decode()
    assert "New words for you" not in client.get("/").content.decode()


def test_way_to_the_words_is_closed_to_others(client: Client, room: Room, bob: User, eve: User, carol: User) -> None:
    message = say(bob, room, "@Clover")
    for path in (f"/rooms/{room.public_id}/for-me/", f"/messages/{message.public_id}/place/"):
        assert client.get(path).status_code == signed_in(eve).get(path).status_code == 404
        assert signed_in(carol).post(path).status_code == 405
        assert signed_in(carol).get(path).status_code == 302


# --- what ends it, before the page is told and before the mail leaves -------------------------------------------


def block(one: User, other: User, group: Group) -> None:
    Block.objects.create(blocker=membership_of(one, group), blocked=membership_of(other, group))


ENDS: dict[str, Callable[[Message, User, User], object]] = {
    "blocked": lambda message, reader, author: block(reader, author, message.room.group),
    "blocked by them": lambda message, reader, author: block(author, reader, message.room.group),
    "muted word": lambda _message, reader, _author: mute_word(reader, "canary"),
    "hidden": lambda message, _reader, _author: hide_message(message.pk),
    "taken back": lambda message, _reader, author: unsend_message(author.pk, message.public_id),
    "left": lambda message, reader, _author: _set(reader, message.room.group, ended_at=timezone.now()),
    "suspended": lambda message, reader, _author: _set(
        reader, message.room.group, suspended_until=timezone.now() + timedelta(days=1)
    ),
    "account closed": lambda _message, reader, _author: User.objects.filter(pk=reader.pk).update(is_active=False),
    "chosen off": lambda _message, reader, _author: keep_choices(
        reader, {Chosen.MENTION: Ways(in_page=False, by_mail=False)}
    ),
}


def _set(user: User, group: Group, **fields: object) -> None:
    Membership.objects.filter(user=user, group=group).update(**fields)


@pytest.mark.parametrize("why", ENDS)
@pytest.mark.parametrize("reader_name", ["carol", "mo"])
def test_what_somebody_may_not_be_brought_is_neither_told_nor_mailed(
    request: pytest.FixtureRequest, room: Room, bob: User, why: str, reader_name: str
) -> None:
    reader = request.getfixturevalue(reader_name)
    alias = membership_of(reader, room.group).alias
    message = say(bob, room, f"canary for @{alias}")
    ENDS[why](message, reader, bob)
    assert told(reader) == []
    assert mails_for(reader) == 0


@pytest.mark.parametrize("why", ENDS)
def test_what_ends_after_the_notice_ends_the_mail_and_the_line_on_the_page(
    room: Room, bob: User, carol: User, why: str
) -> None:
    message = say(bob, room, "canary for @Clover")
    assert len(told(carol)) == 1
    ENDS[why](message, carol, bob)
    assert mails_for(carol) == 0
    if why != "account closed":
        client = signed_in(carol)
        assert "New words for you" not in client.get("/").content.decode()
        assert "calls on you or answers you" not in client.get("/me/notices/").content.decode()


def test_held_words_are_told_of_when_they_stand_in_the_room(room: Room, bob: User, carol: User) -> None:
    message = say(bob, room, "@Clover")
    Message.objects.filter(pk=message.pk).update(state="held", number=None)
    assert told(carol) == []
    assert UntoldWords.objects.count() == 1
    Message.objects.filter(pk=message.pk).update(state="visible", number=1)
    assert len(told(carol)) == 1


def test_each_kind_is_told_just_where_it_was_chosen(room: Room, bob: User, carol: User) -> None:
    keep_choices(carol, {Chosen.REPLY: Ways(in_page=True, by_mail=False), Chosen.MENTION: Ways(False, True)})
    first = say(carol, room, "Hello")
    say(bob, room, "Yes", reply_to=first.public_id)
    assert len(told(carol)) == 1
    assert mails_for(carol) == 0
    Notice.objects.all().delete()
    say(bob, room, "@Clover")
    assert told(carol) == []
    assert mails_for(carol) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_mail_says_nothing_of_it_in_any_language(room: Room, bob: User, language: str) -> None:
    reader = User.objects.create_user(f"lee-{language}@example.org", language=language)
    make_membership(reader, room.group, f"CanaryAlias{language}")
    Group.objects.filter(pk=room.group_id).update(name="Canary group")
    say(bob, room, f"Canary words @CanaryAlias{language}")
    assert mails_for(reader) == 1
    source = mail.outbox[-1].message().as_string()
    assert not any(word in source for word in ("anary", "Bramble", room.public_id, room.group.public_id))


# --- conversations of two --------------------------------------------------------------------------------------


def test_request_and_words_between_two_are_mailed_once_to_whoever_is_away(group: Group, bob: User, carol: User) -> None:
    conversation = asked(bob, carol, group)
    assert mails_for(carol) == 1
    room = conversation.room
    client = signed_in(carol)
    assert "would like to write to you" in client.get("/").content.decode()
    client.post(f"/rooms/{room.public_id}/accepting/")
    client.get(f"/rooms/{room.public_id}/")
    for number in range(3):
        say_to(bob, room, f"line {number}")
    assert mails_for(carol) == 1
    assert mails_for(carol) == 0


def test_declined_request_and_a_block_leave_no_mail(group: Group, bob: User, carol: User, alice: User) -> None:
    room = asked(bob, carol, group).room
    signed_in(carol).post(f"/rooms/{room.public_id}/declining/")
    assert mails_for(carol) == 0
    with_alice = talking(alice, carol, group)
    say_to(alice, with_alice, "Hello")
    block(carol, alice, group)
    assert mails_for(carol) == 0


def test_muted_word_between_two_is_not_brought(group: Group, bob: User, carol: User) -> None:
    room = talking(bob, carol, group)
    signed_in(carol).get(f"/rooms/{room.public_id}/")
    mute_word(carol, "canary")
    say_to(bob, room, "A canary")
    assert not Notice.objects.filter(user=carol, kind="direct_message").exists()


# --- several workers, one that dies -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(room: Room, bob: User, carol: User, alice: User) -> None:
    for number in range(8):
        say(bob, room, f"@Clover @Heron {number}")
    counts = at_once(*[tell_people] * 3)
    assert sum(counts) == 8
    for user in (carol, alice):
        [notice] = Notice.objects.filter(user=user, kind=NOTICE)
        assert notice.details["latest"] == 8


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_half_way_loses_nothing(
    room: Room, bob: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(bob, room, "@Clover")

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("apps.messaging.services.reaching.notify_of", die)
        with pytest.raises(SystemExit):
            tell_people()
    assert not Notice.objects.exists()
    assert len(told(carol)) == 1

"""Words that nobody has answered yet: offered to those who welcome, then to facilitators, and gone when answered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, EndKind, Group, Membership
from apps.groups.permissions import Role
from apps.groups.services.memberships import end_membership
from apps.messaging.models import AwaitedAnswer, ChatPreference, Message, Room
from apps.messaging.rules.awaiting import OFFERED_FOR, Stage, is_awaited, stage_at
from apps.messaging.services.awaiting import NOTICE, offer_awaited, offers_for
from apps.messaging.services.hiding import hide_message, restore_message
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.reactions import answer_quietly
from apps.messaging.services.unsending import unsend_message
from apps.notifications.models import Notice, QuietHours
from apps.notifications.rules.kinds import Chosen, Ways
from apps.notifications.services.choices import keep_choices
from apps.notifications.services.mailing import mail_due_notices
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.messaging.changing import say
from tests.messaging.conversing import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


# --- rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "is_first", "awaited"),
    [
        ("plain", True, True),
        ("plain", False, False),
        ("struggle", False, True),
        ("struggle", True, True),
        ("win", True, True),
        ("win", False, False),
        ("listening", True, False),
        ("listening", False, False),
    ],
)
def test_first_words_and_struggles_are_awaited(kind: str, is_first: bool, awaited: bool) -> None:
    assert is_awaited(kind, is_first=is_first) is awaited


@pytest.mark.parametrize(
    ("after", "stage"),
    [
        (-timedelta(seconds=1), Stage.NOBODY),
        (timedelta(), Stage.WELCOMERS),
        (HOUR - timedelta(seconds=1), Stage.WELCOMERS),
        (HOUR, Stage.FACILITATORS),
        (OFFERED_FOR, Stage.NOBODY),
    ],
)
def test_facilitators_are_asked_after_twice_the_time(after: timedelta, stage: Stage) -> None:
    assert stage_at(NOON, HOUR, NOON + after) is stage


# --- what is awaited ---------------------------------------------------------------------------------------------


@pytest.fixture
def kim(group: Group) -> User:
    """Says something for the first time."""
    user = make_user("kim")
    make_membership(user, group, "Kestrel", settled_at=None)
    return user


@pytest.fixture
def carol(carol: User, group: Group) -> User:
    """Chose to welcome."""
    ChatPreference.objects.create(membership=membership_of(carol, group), welcomes=True)
    return carol


@pytest.fixture
def bob(bob: User, room: Room) -> User:
    """Has spoken before."""
    Message.objects.filter(pk=say(bob, room, "Before").pk).update(posted_at=timezone.now() - timedelta(days=3))
    AwaitedAnswer.objects.all().delete()
    return bob


def after(*, hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours, seconds=1)


def offered(*, hours: float) -> dict[str, int]:
    """Return, by alias, how many unread offers there are after a sweep at that time."""
    offer_awaited(now=after(hours=hours))
    found = Notice.objects.filter(kind=NOTICE, read_at=None)
    names = [notice.user.email.split("@")[0] for notice in found]
    return {name: names.count(name) for name in names}


def today(user: User, *, hours: float) -> list[str]:
    return [offer.message.body for offer in offers_for(user, now=after(hours=hours))]


def test_first_words_are_kept_as_waiting_and_later_ones_not(room: Room, kim: User) -> None:
    for body in ("Hello", "And this"):
        say(kim, room, body)
    [awaited] = AwaitedAnswer.objects.all()
    assert (awaited.message.body, awaited.is_first) == ("Hello", True)
    assert awaited.due_at == awaited.message.posted_at + HOUR


def test_first_words_long_ago_were_first_words(room: Room, kim: User) -> None:
    say(kim, room, "Hello")
    Message.objects.update(posted_at=timezone.now() - timedelta(days=3))
    say(kim, room, "Hello again")
    assert AwaitedAnswer.objects.count() == 1


def test_struggle_is_awaited_from_whoever_spoke_before(room: Room, bob: User) -> None:
    say(bob, room, "It is hard today", kind="struggle")
    say(bob, room, "Just here", kind="listening")
    assert [one.is_first for one in AwaitedAnswer.objects.all()] == [False]


def test_group_says_within_which_time(room: Room, kim: User, carol: User) -> None:
    Group.objects.update(answer_minutes=15)
    say(kim, room, "Hello")
    assert offered(hours=0.2) == {}
    assert offered(hours=0.26) == {"carol": 1}


# --- who is asked ------------------------------------------------------------------------------------------------


def test_those_who_welcome_are_asked_first_and_facilitators_after_twice_the_time(
    room: Room, kim: User, alice: User, mo: User, bob: User, carol: User
) -> None:
    greeter = make_user("gil")
    make_membership(greeter, room.group, "Gannet", Role.GREETER)
    say(kim, room, "Hello")
    assert offered(hours=0.9) == {}
    assert offered(hours=1) == {"carol": 1, "gil": 1}
    assert today(carol, hours=1) == today(greeter, hours=1) == ["Hello"]
    assert today(alice, hours=1) == today(bob, hours=3) == today(mo, hours=3) == []
    assert offered(hours=2) == {"carol": 1, "gil": 1, "alice": 1}
    assert today(alice, hours=2) == ["Hello"]
    assert offered(hours=2.1) == {"carol": 1, "gil": 1, "alice": 1}
    assert not Notice.objects.filter(user=kim).exists()


def test_facilitator_alone_is_mailed_and_the_mail_says_nothing(room: Room, kim: User, alice: User, carol: User) -> None:
    Group.objects.update(name="Canary group")
    say(kim, room, "Canary words")
    AwaitedAnswer.objects.update(due_at=timezone.now() - HOUR)
    offer_awaited()
    assert mail_due_notices() == 1
    assert mail.outbox[0].to == [alice.email]
    assert "anary" not in mail.outbox[0].message().as_string()
    assert mail_due_notices(now=after(hours=1)) == 0


def test_facilitator_is_not_mailed_of_what_was_answered_meanwhile(
    room: Room, kim: User, alice: User, bob: User
) -> None:
    message = say(kim, room, "Hello")
    AwaitedAnswer.objects.update(due_at=timezone.now() - HOUR)
    offer_awaited()
    say(bob, room, "Welcome", reply_to=message.public_id)
    assert mail_due_notices() == 0


def test_group_without_facilitator_asks_its_owners(room: Room, kim: User) -> None:
    owner = make_user("olu")
    make_membership(owner, room.group, "Osprey", Role.OWNER)
    say(kim, room, "Hello")
    assert offered(hours=2) == {"olu": 1}


def _block(one: User, other: User, group: Group) -> None:
    Block.objects.create(blocker=membership_of(one, group), blocked=membership_of(other, group))


UNASKED: dict[str, Callable[[User, User, Group], object]] = {
    "blocked": _block,
    "blocked by them": lambda reader, author, group: _block(author, reader, group),
    "muted word": lambda reader, _author, _group: mute_word(reader, "hello"),
    "left": lambda reader, _author, group: end_membership(membership_of(reader, group), EndKind.LEFT),
    "may not write": lambda reader, _author, group: Membership.objects.filter(user=reader, group=group).update(
        muted_until=timezone.now() + timedelta(days=1)
    ),
    "chosen off": lambda reader, _author, _group: keep_choices(
        reader, {Chosen.UNANSWERED: Ways(in_page=False, by_mail=False)}
    ),
}


@pytest.mark.parametrize("why", UNASKED)
@pytest.mark.parametrize("is_late", [False, True])
def test_nobody_is_asked_who_should_not_be(
    room: Room, kim: User, alice: User, carol: User, why: str, is_late: bool
) -> None:
    reader, hours = (alice, 2.0) if is_late else (carol, 1.0)
    say(kim, room, "Hello")
    UNASKED[why](reader, kim, room.group)
    assert offered(hours=hours).get(reader.email.split("@")[0]) is None
    assert today(reader, hours=hours) == []
    assert mail_due_notices(now=after(hours=hours)) == 0


def test_in_quiet_hours_nobody_is_asked_and_afterwards_they_are(room: Room, kim: User, carol: User) -> None:
    say(kim, room, "Hello")
    AwaitedAnswer.objects.update(due_at=datetime(2026, 11, 20, 23, tzinfo=UTC))
    QuietHours.objects.create(user=carol, is_on=True, starts_at="22:00", ends_at="07:00")
    night, morning = datetime(2026, 11, 21, 3, tzinfo=UTC), datetime(2026, 11, 21, 7, 1, tzinfo=UTC)
    offer_awaited(now=night)
    assert not Notice.objects.filter(user=carol).exists()
    assert offers_for(carol, now=night) == []
    offer_awaited(now=morning)
    assert Notice.objects.filter(user=carol).count() == 1
    assert len(offers_for(carol, now=morning)) == 1


# --- what ends it ------------------------------------------------------------------------------------------------


def _answered_by(user: User, message: Message) -> None:
    say(user, message.room, "Welcome", reply_to=message.public_id)


ENDS: dict[str, Callable[[Message, User, User], object]] = {
    "reply": lambda message, other, _author: _answered_by(other, message),
    "quiet answer": lambda message, other, _author: answer_quietly(
        other.pk, message.public_id, "hear", is_present=True
    ),
    "called on later": lambda message, other, _author: say(other, message.room, "Hello @Kestrel"),
    "hidden": lambda message, _other, _author: hide_message(message.pk),
    "taken back": lambda message, _other, author: unsend_message(author.pk, message.public_id),
    "author removed": lambda message, _other, author: end_membership(
        membership_of(author, message.room.group), EndKind.REMOVED
    ),
    "only listening": lambda message, _other, _author: Message.objects.filter(pk=message.pk).update(kind="listening"),
}


@pytest.mark.parametrize("why", ENDS)
@pytest.mark.parametrize("is_offered", [False, True])
def test_what_is_answered_or_gone_is_offered_to_nobody(
    room: Room, kim: User, bob: User, alice: User, carol: User, why: str, is_offered: bool
) -> None:
    message = say(kim, room, "Hello")
    if is_offered:
        assert offered(hours=2) == {"carol": 1, "alice": 1}
    ENDS[why](message, bob, kim)
    assert today(carol, hours=2) == []
    assert mail_due_notices(now=after(hours=2)) == 0
    assert offered(hours=2) == {}
    assert not Notice.objects.filter(kind=NOTICE).exists()


def test_what_is_no_answer_leaves_it_waiting(room: Room, kim: User, bob: User, carol: User) -> None:
    message = say(kim, room, "Hello")
    say(kim, room, "Anybody?", reply_to=message.public_id)
    say(bob, room, "Something else")
    _block(bob, kim, room.group)
    Message.objects.filter(pk=say(bob, room, "Welcome").pk).update(reply_to=message)
    assert offered(hours=1) == {"carol": 1}


def test_struggle_is_not_answered_by_being_called_on_about_something_else(room: Room, bob: User, carol: User) -> None:
    say(bob, room, "Hard", kind="struggle")
    say(carol, room, "@Bramble shall we meet at ten?")
    assert today(carol, hours=1) == ["Hard"]


def test_hidden_and_restored_it_waits_again_and_held_its_time_begins_when_it_stands(
    room: Room, kim: User, carol: User
) -> None:
    message = say(kim, room, "Hello")
    hide_message(message.pk)
    assert offered(hours=1) == {}
    restore_message(message.pk)
    assert offered(hours=1) == {"carol": 1}
    Message.objects.filter(pk=message.pk).update(state="held", number=None)
    assert offered(hours=5) == {}
    Message.objects.filter(pk=message.pk).update(state="visible", number=1)
    assert offered(hours=5.5) == {}
    assert offered(hours=6.1) == {"carol": 1}


def test_offers_end_after_a_week(room: Room, kim: User, carol: User) -> None:
    say(kim, room, "Hello")
    assert offered(hours=24 * 8) == {}
    assert today(carol, hours=24 * 8) == []


def test_line_on_today_leads_to_the_words_and_nobody_else_sees_that_they_wait(
    room: Room, kim: User, bob: User, carol: User
) -> None:
    message = say(kim, room, "Hello")
    AwaitedAnswer.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    offer_awaited()
    page = signed_in(carol).get("/").content.decode()
    assert "have had no answer yet" in page
    assert f"/messages/{message.public_id}/place/" in page
    assert page.count("Kestrel") == 0
    assert "you could say hello" in signed_in(carol).get("/me/notices/").content.decode()
    chat = f"/groups/{room.group.public_id}/chat/"
    for user in (bob, kim):
        pages = [signed_in(user).get(path).content.decode() for path in ("/", "/me/notices/", chat)]
        assert not any("no answer" in found or "awaited" in found for found in pages)


# --- several workers, one that dies -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_each_person_once(room: Room, carol: User) -> None:
    for number in range(6):
        user = make_user(f"new{number}")
        make_membership(user, room.group, f"Wren {'abcdef'[number]}")
        say(user, room, "Hello")

    at_once(*[lambda: offer_awaited(now=after(hours=1))] * 3)
    assert Notice.objects.filter(user=carol, kind=NOTICE).count() == 6


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_half_way_is_made_good_by_the_next(
    room: Room, kim: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(kim, room, "Hello")

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("apps.messaging.services.awaiting._stamp", die)
        with pytest.raises(SystemExit):
            offer_awaited(now=after(hours=1))
    assert not Notice.objects.exists()
    assert offered(hours=1) == {"carol": 1}

"""How messages are kept: on a real PostgreSQL, with several at once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.core.socket_sessions import Refused, SocketUser
from apps.core.sockets import CloseCode
from apps.groups.errors import Archived, Muted
from apps.groups.models import Block, EndKind, Group, Membership
from apps.groups.services.memberships import end_membership, locked, mute_membership
from apps.messaging.models import Message, Room
from apps.messaging.services.hiding import hide_message, restore_message
from apps.messaging.services.history import changed_after, older_than
from apps.messaging.services.posting import Draft, Outcome, Posted, post_message, post_messages
from apps.messaging.services.reading import mark_read
from apps.messaging.services.rooms import chat_room, enter_room
from tests.groups.factories import membership_of
from tests.live import wait_until
from tests.messaging.tabs import cookie_of
from tests.messaging.unread import unread_count
from tests.messaging.watching import watch


def draft(user: User, room: Room, client_id: str, body: str = "Hello", **more: Any) -> Draft:
    return Draft(user.pk, room.public_id, client_id, body, **more)


def in_thread[T](call: Callable[[], T]) -> T:
    try:
        return call()
    finally:
        connection.close()


def kept(outcome: Outcome) -> Message:
    assert isinstance(outcome, Posted)
    return outcome.message


def speaker(user: User) -> SocketUser:
    return SocketUser(user.pk, cookie_of(user).partition("=")[2], user.get_session_auth_hash(), "en", "UTC")


@pytest.fixture
def holding(group: Group) -> None:
    watch(group, "hold me")


@pytest.mark.parametrize("client_id", ['say "so"', "back\\slash", "{a,b}", "NULL", "ö 💙", "a,b", "'"])
def test_any_client_id_is_known_again(client_id: str, bob: User, room: Room) -> None:
    first, second = (post_messages([draft(bob, room, client_id)])[0] for _ in range(2))
    assert kept(first) == kept(second)
    assert isinstance(second, Posted)
    assert second.is_repeat


def test_words_of_whoever_is_signed_out_by_now_are_not_kept(bob: User, carol: User, room: Room) -> None:
    stays, goes = speaker(bob), speaker(carol)
    drafts = [draft(carol, room, "a", speaker=goes), draft(bob, room, "b", speaker=stays)]
    Session.objects.filter(session_key=goes.session_key).delete()
    refused, outcome = post_messages(drafts)
    assert isinstance(refused, Refused)
    assert refused.code == CloseCode.SIGNED_OUT
    assert list(Message.objects.all()) == [kept(outcome)]
    assert kept(outcome).number == 1


def test_a_changed_passphrase_ends_the_speaking(bob: User, room: Room) -> None:
    before = speaker(bob)
    bob.set_password("another long passphrase")
    bob.save()
    assert isinstance(post_messages([draft(bob, room, "a", speaker=before)])[0], Refused)
    assert isinstance(post_messages([draft(bob, room, "b", speaker=speaker(bob))])[0], Posted)


def test_batch_is_numbered_in_its_order(bob: User, carol: User, room: Room) -> None:
    outcomes = post_messages([draft(bob, room, "a"), draft(carol, room, "b"), draft(bob, room, "c")])
    assert [(kept(outcome).number, kept(outcome).change) for outcome in outcomes] == [(1, 1), (2, 2), (3, 3)]
    room.refresh_from_db()
    assert (room.last_number, room.last_change) == (3, 3)


def test_one_bad_draft_fails_alone(bob: User, eve: User, room: Room) -> None:
    drafts = [
        draft(bob, room, "a"),
        draft(bob, room, "b", "x" * 4001),
        draft(eve, room, "c"),
        Draft(bob.pk, "2" * 12, "d", "No room"),
        draft(bob, room, "e\0", "NUL in an id"),
        draft(bob, room, "f"),
    ]
    codes = [outcome.code if isinstance(outcome, DomainError) else "" for outcome in post_messages(drafts)]
    assert codes == ["", "too_long", "not_found", "not_found", "not_text", ""]
    assert list(room.messages.order_by("number").values_list("client_id", "number")) == [("a", 1), ("f", 2)]


def test_repeat_is_the_first_message_also_within_a_batch(bob: User, room: Room) -> None:
    first, second = post_messages([draft(bob, room, "a", "First"), draft(bob, room, "a", "Second")])
    third = post_message(draft(bob, room, "a", "Third"))
    assert kept(first) == kept(second) == third.message
    assert third.is_repeat
    assert third.message.body == "First"
    assert Message.objects.count() == 1


def test_same_client_id_of_two_people_is_two_messages(bob: User, carol: User, room: Room) -> None:
    post_messages([draft(bob, room, "a"), draft(carol, room, "a")])
    assert Message.objects.count() == 2


def test_who_may_not_write_is_told_why(bob: User, carol: User, eve: User, group: Group, room: Room) -> None:
    bob.memberships.update(muted_until=timezone.now() + timedelta(hours=1))
    end_membership(membership_of(carol, group), EndKind.REMOVED)
    for user, error in ((bob, Muted), (carol, NotFound), (eve, NotFound)):
        with pytest.raises(error):
            post_message(draft(user, room, "a"))
    Group.objects.filter(pk=group.pk).update(state=Group.State.ARCHIVED)
    bob.memberships.update(muted_until=None)
    with pytest.raises(Archived):
        post_message(draft(bob, room, "a"))


def test_held_message_has_no_number_and_only_its_author_and_moderators_see_it(
    holding: None, bob: User, carol: User, mo: User, room: Room
) -> None:
    held = post_message(draft(bob, room, "a", "Hold me")).message
    post_message(draft(bob, room, "b", "Do not"))
    assert (held.state, held.number, held.change) == ("held", None, 1)
    for user, seen in ((bob, 2), (mo, 2), (carol, 1)):
        here, access = enter_room(room.public_id, user)
        assert len(older_than(here, access).messages) == seen
        assert len(changed_after(here, access, 0).messages) == seen


def test_hiding_and_restoring_are_changes(bob: User, room: Room) -> None:
    message = post_message(draft(bob, room, "a")).message
    assert hide_message(message.pk).change == 2
    assert hide_message(message.pk).change == 2
    assert restore_message(message.pk).change == 3
    room.refresh_from_db()
    assert (room.last_number, room.last_change) == (1, 3)


def test_unread_is_counted_without_what_is_blocked(bob: User, carol: User, mo: User, group: Group, room: Room) -> None:
    post_message(draft(carol, room, "a"))
    here, access = enter_room(room.public_id, bob)
    mark_read(here, access, 1)
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    post_messages([draft(carol, room, "b"), draft(mo, room, "c")])
    assert unread_count(*enter_room(room.public_id, bob)) == 1
    assert unread_count(*enter_room(room.public_id, mo)) == 3


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gaps(bob: User, carol: User, mo: User, room: Room) -> None:
    people = [bob, carol, mo]

    def post(number: int) -> int:
        sent = draft(people[number % 3], room, f"{number}")
        return in_thread(lambda: post_message(sent).message.number or 0)

    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(pool.map(post, range(45)))
    assert numbers == list(range(1, 46))
    assert list(Message.objects.order_by("number").values_list("change", flat=True)) == list(range(1, 46))


@pytest.mark.django_db(transaction=True)
def test_same_client_id_at_once_is_one_message(bob: User, room: Room) -> None:
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(in_thread, lambda: post_message(draft(bob, room, "same")).message.pk) for _ in range(4)]
        assert len({call.result() for call in calls}) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_lands_after_a_mute_has_committed(bob: User, group: Group, room: Room) -> None:
    started = threading.Event()

    def post() -> Outcome:
        started.set()
        return in_thread(lambda: post_messages([draft(bob, room, "late")])[0])

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            member, _group = locked(membership_of(bob, group))
            waiting = pool.submit(post)
            started.wait()
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
            mute_membership(member, timezone.now() + timedelta(hours=1))
        outcome = waiting.result(timeout=30)
    assert isinstance(outcome, Muted)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_look_first_make_one_room(group: Group) -> None:
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(in_thread, lambda: chat_room(group).pk) for _ in range(4)]
        assert len({call.result() for call in calls}) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_locks_in_the_other_order_costs_nobody_a_message(bob: User, group: Group, room: Room) -> None:
    with ThreadPoolExecutor(1) as pool:
        for attempt in count(1):
            try:
                waiting = _meet_the_writer_crosswise(pool, membership_of(bob, group), draft(bob, room, f"a{attempt}"))
                break
            except OperationalError:  # PostgreSQL ended this side, as it may: only the writer's end proves anything.
                continue
        assert kept(waiting.result(timeout=30)).number == attempt


def _meet_the_writer_crosswise(pool: ThreadPoolExecutor, mine: Membership, theirs: Draft) -> Future[Outcome]:
    """Lock the membership, then the room, while the writer goes the other way: both only once the writer was ended."""
    with transaction.atomic():
        locked(mine)
        waiting = pool.submit(in_thread, lambda: post_messages([theirs])[0])
        wait_until(lambda: _waiting_for_locks() == 1, what="the writer waits for the membership")
        Room.objects.select_for_update().get(public_id=theirs.room)
    return waiting


def _waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])

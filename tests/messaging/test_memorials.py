"""Pages in memory of somebody who died: begun by one, added to by friends, and kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.groups.errors import Muted
from apps.groups.models import Block, EndKind, Group, Membership
from apps.groups.services.memberships import end_membership, mute_membership
from apps.messaging.errors import MemorialClosed, TooNewToBegin
from apps.messaging.models import Memorial, Message, Room
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.hiding import hide_message, restore_message
from apps.messaging.services.memorials import About, begin_memorial, change_memorial, close_memorial
from apps.messaging.services.retention import delete_expired
from apps.messaging.services.rooms import chat_room, wall_room
from apps.messaging.services.unsending import unsend_message
from tests.groups.factories import make_group, make_membership, membership_of
from tests.messaging.changing import say

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
IDA = About("Ida", date(1958, 3, 14), date(2025, 9, 30))


@pytest.fixture
def wall(group: Group) -> Room:
    return wall_room(group)


@pytest.fixture
def page(bob: User, wall: Room) -> Message:
    """Bob's page for Ida, to which Carol can add."""
    return begin_memorial(bob.pk, wall.public_id, "first", IDA, "She was here from the first week.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(group: Group, page: Message | None = None) -> str:
    return f"/groups/{group.public_id}/wall/{page.public_id + '/' if page else ''}"


def text_of(user: User, path: str) -> str:
    answer = signed_in(user).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_begins_by_form_and_friends_add_what_they_remember(
    bob: User, carol: User, group: Group, wall: Room
) -> None:
    beginning = f"{address(group)}memorials/beginning/"
    sent = {"client_id": "a", "name": "  Ida ", "born_on": "1958-03-14", "died_on": "", "words": "She laughed."}
    answers = [signed_in(bob).post(beginning, sent) for _click in range(2)]
    page = Message.objects.get(memorial__name="Ida")
    assert {answer.headers["Location"] for answer in answers} == {f"{address(group, page)}#m-{page.public_id}"}
    say(carol, wall, "She knew everybody's names.", thread=page.public_id)
    shown = text_of(carol, address(group, page))
    for words in ("In memory of Ida", "14 March 1958", "She laughed.", "She knew everybody&#x27;s names."):
        assert words in shown or words.replace("&#x27;", "'") in shown
    assert "<title>Wall</title>" in shown
    assert Message.objects.get(body__startswith="She knew").memorial == page.memorial


def test_the_names_stand_on_the_wall_and_the_page_is_no_post(bob: User, group: Group, page: Message) -> None:
    front = text_of(bob, address(group))
    assert ">Ida</a>" in front
    assert "first week" not in front
    assert ">Ida</a>" in text_of(bob, f"{address(group)}memorials/")


def test_what_was_typed_stays_when_a_page_cannot_be_begun(bob: User, group: Group) -> None:
    sent = {"client_id": "a", "name": "Ida", "born_on": "2020-01-01", "died_on": "1990-01-01", "words": "w" * 12_001}
    answer = signed_in(bob).post(f"{address(group)}memorials/beginning/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "This day is before the other one." in shown
    assert "w" * 12_001 in shown
    assert 'value="Ida"' in shown
    assert not Memorial.objects.exists()


@pytest.mark.parametrize("field", ["name", "words"])
@pytest.mark.parametrize("typed", ["", "   ", "a\0b"])
def test_odd_words_are_answered_kindly(field: str, typed: str, bob: User, group: Group) -> None:
    sent = {"client_id": "a", "name": "Ida", "words": "Her words"} | {field: typed}
    answer = signed_in(bob).post(f"{address(group)}memorials/beginning/", sent)
    assert answer.status_code == 422
    assert not Memorial.objects.exists()


def test_newcomers_add_memories_and_begin_no_page(nia: User, group: Group, wall: Room, page: Message) -> None:
    make_membership(nia, group, "Wren", settled_at=None)
    assert say(nia, wall, "I read about her. I am sorry.", thread=page.public_id).memorial == page.memorial
    with pytest.raises(TooNewToBegin):
        begin_memorial(nia.pk, wall.public_id, "new", About("Anton"), "My brother.")
    beginning = f"{address(group)}memorials/beginning/"
    assert "While you are new here" in text_of(nia, beginning)
    answer = signed_in(nia).post(beginning, {"client_id": "x", "name": "Anton", "words": "My brother."})
    assert answer.status_code == 403
    assert "My brother." in answer.content.decode()


def test_the_muted_neither_begin_nor_look_after_a_page(bob: User, group: Group, wall: Room, page: Message) -> None:
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(hours=1))
    acts: tuple[Callable[[], object], ...] = (
        lambda: begin_memorial(bob.pk, wall.public_id, "m", About("Anton"), "My brother."),
        lambda: change_memorial(bob.pk, page.public_id, About("Other")),
        lambda: close_memorial(bob.pk, page.public_id, is_closed=True),
    )
    for act in acts:
        with pytest.raises(Muted):
            act()


def test_no_page_is_begun_in_a_chat(bob: User, group: Group) -> None:
    with pytest.raises(NotFound):
        begin_memorial(bob.pk, chat_room(group).public_id, "x", About("Ida"), "Words")


@pytest.mark.parametrize("who", ["bob", "mo", "alice"])
def test_whoever_began_it_and_those_who_look_after_the_room_change_the_page(
    who: str, group: Group, page: Message, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    client = signed_in(person)
    assert client.get(f"{address(group, page)}page/").status_code == 200
    assert client.post(f"{address(group, page)}page/", {"name": "Windfall"}).status_code == 302
    assert Memorial.objects.values_list("name", "born_on").get() == ("Windfall", None)
    assert client.post(f"{address(group, page)}closing/", {"closed": "1"}).status_code == 302
    assert Memorial.objects.get().closed_at


def test_another_member_changes_nothing(carol: User, group: Group, page: Message) -> None:
    client = signed_in(carol)
    assert client.get(f"{address(group, page)}page/").status_code == 403
    assert client.post(f"{address(group, page)}closing/", {"closed": "1"}).status_code == 403
    with pytest.raises(NotPermitted):
        change_memorial(carol.pk, page.public_id, About("Other"))
    assert "Look after this page" not in text_of(carol, address(group, page))
    assert Memorial.objects.get().name == "Ida"


def test_a_page_is_closed_under_the_address_of_its_own_group_alone(bob: User, group: Group, page: Message) -> None:
    elsewhere = make_group("Elsewhere")
    make_membership(bob, elsewhere, "Reed")
    assert signed_in(bob).post(f"{address(elsewhere, page)}closing/", {"closed": "1"}).status_code == 404
    page.refresh_from_db()
    assert page.memorial is not None
    assert page.memorial.closed_at is None


def test_a_closed_page_takes_no_more_memories_until_it_is_opened(
    bob: User, carol: User, group: Group, wall: Room, page: Message
) -> None:
    close_memorial(bob.pk, page.public_id, is_closed=True)
    with pytest.raises(MemorialClosed):
        say(carol, wall, "Too late", thread=page.public_id)
    sent = {"client_id": "x", "body": "Kept words", "thread": page.public_id}
    answer = signed_in(carol).post(f"/rooms/{wall.public_id}/messages/", sent)
    assert answer.status_code == 409
    assert "Kept words" in answer.content.decode()
    assert "No memories are added" in text_of(carol, address(group, page))
    close_memorial(bob.pk, page.public_id, is_closed=False)
    assert say(carol, wall, "In time", thread=page.public_id).number


def test_the_first_words_are_changed_at_any_time_and_a_memory_for_a_day(
    bob: User, carol: User, wall: Room, page: Message
) -> None:
    memory = say(carol, wall, "A memory", thread=page.public_id)
    Message.objects.update(posted_at=timezone.now() - timedelta(days=400))
    assert edit_message(bob.pk, page.public_id, NewWords(body="Better words")).body == "Better words"
    with pytest.raises(NotPermitted):
        edit_message(carol.pk, memory.public_id, NewWords(body="Better words"))


def test_a_hidden_page_shows_neither_name_nor_memories(
    bob: User, carol: User, mo: User, group: Group, wall: Room, page: Message
) -> None:
    say(carol, wall, "A memory of hers", thread=page.public_id)
    hide_message(page.pk)
    shown = text_of(bob, address(group, page))
    assert "Ida" not in shown
    assert "A memory of hers" not in shown
    assert "have hidden this page" in shown
    assert ">Ida</a>" not in text_of(bob, address(group))
    rows = signed_in(bob).get(f"/rooms/{wall.public_id}/messages/?after=0", headers=JSON).json()["messages"]
    assert [row["body"] for row in rows] == [""]
    assert "A memory of hers" in text_of(carol, address(group, page))
    assert ">Ida</a>" in text_of(mo, address(group))
    restore_message(page.pk)
    assert "A memory of hers" in text_of(bob, address(group, page))


def test_a_page_stays_when_its_founder_leaves(bob: User, carol: User, group: Group, wall: Room, page: Message) -> None:
    end_membership(membership_of(bob, group), EndKind.LEFT)
    assert "She was here" in text_of(carol, address(group, page))
    assert say(carol, wall, "Still here", thread=page.public_id).memorial


def test_a_page_outlives_its_first_words_where_others_remember(
    bob: User, carol: User, group: Group, wall: Room, page: Message
) -> None:
    alone = begin_memorial(bob.pk, wall.public_id, "alone", About("Anton"), "My brother.")
    say(carol, wall, "She knew everybody", thread=page.public_id)
    for opening in (alone, page):
        unsend_message(bob.pk, opening.public_id)
    front = text_of(carol, address(group))
    assert ">Ida</a>" in front
    assert "Anton" not in front
    assert "She knew everybody" in text_of(carol, address(group, page))


def test_the_blocked_meet_no_page_and_no_name(bob: User, carol: User, alice: User, group: Group, wall: Room) -> None:
    Block.objects.create(blocker=membership_of(carol, group), blocked=membership_of(bob, group))
    page = begin_memorial(bob.pk, wall.public_id, "p", IDA, "She was here.")
    say(alice, wall, "I remember", thread=page.public_id)
    assert signed_in(carol).get(address(group, page)).status_code == 404
    assert ">Ida</a>" not in text_of(carol, address(group))
    assert signed_in(carol).get(f"{address(group, page)}page/").status_code == 404


def test_names_of_the_dead_stay_inside(bob: User, eve: User, group: Group, page: Message) -> None:
    for path in (address(group, page), f"{address(group)}memorials/", f"{address(group, page)}page/"):
        assert signed_in(eve).get(path).status_code == 404
    assert signed_in(eve).post(f"{address(group, page)}closing/").status_code == 404
    assert "Ida" not in Client().get(f"/groups/{group.public_id}/").content.decode()
    assert Membership.objects.filter(user=eve, group=group).count() == 0


def test_pages_do_not_expire(bob: User, carol: User, group: Group, wall: Room, page: Message) -> None:
    memory = say(carol, wall, "A memory", thread=page.public_id)
    group.wall_retention_days = 365
    group.save()
    Message.objects.update(posted_at=timezone.now() - timedelta(days=5000))
    assert delete_expired() == 0
    assert Message.objects.filter(pk__in=[page.pk, memory.pk]).count() == 2

"""The wall: posts that take their time, each with its answers on a page of its own."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, EndKind, Group
from apps.groups.services.memberships import end_membership, mute_membership
from apps.messaging.errors import ThreadClosed
from apps.messaging.models import Message, ReadMark, Room, UnsentDraft
from apps.messaging.rules.wall import beginning
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.posting import Draft, post_messages
from apps.messaging.services.rooms import chat_room, wall_room
from apps.messaging.services.unsending import unsend_message
from apps.messaging.services.wall import walls_with_news
from tests.groups.factories import make_group, make_membership, membership_of
from tests.messaging.changing import say
from tests.messaging.test_pictures import photo

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def wall(group: Group) -> Room:
    return wall_room(group)


@pytest.fixture
def post(carol: User, wall: Room) -> Message:
    return say(carol, wall, "A long week, told slowly.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(group: Group, post: Message | None = None) -> str:
    return f"/groups/{group.public_id}/wall/{post.public_id + '/' if post else ''}"


def page_of(user: User, group: Group, post: Message | None = None) -> str:
    answer = signed_in(user).get(address(group, post))
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|template|svg)\b.*?</\1>", " ", page))


def test_posts_stand_on_the_wall_and_answers_on_the_page_of_their_post(
    bob: User, group: Group, wall: Room, post: Message
) -> None:
    say(bob, wall, "I read all of it.", thread=post.public_id)
    front, whole = page_of(bob, group), page_of(bob, group, post)
    assert "A long week, told slowly." in front
    assert "I read all of it." not in front
    assert "Answers</a>" in front
    assert whole.index("A long week, told slowly.") < whole.index("I read all of it.")
    assert "<title>Wall</title>" in front
    assert "<title>Wall</title>" in whole


def test_nothing_is_counted(bob: User, group: Group, wall: Room, post: Message) -> None:
    for number in range(17):
        say(bob, wall, f"word {chr(97 + number)}", thread=post.public_id)
    main = page_of(bob, group).split("<main")[1].split("</main>")[0]
    assert "17" not in re.sub(r"\d?\d:\d\d", "", words_of(main))


def test_the_newest_post_comes_first_and_the_wall_goes_on_by_place(bob: User, group: Group, wall: Room) -> None:
    author = membership_of(bob, group)
    rows = [
        Message(room=wall, author=author, number=n, change=n, client_id=str(n), body=f"post-{n}-") for n in range(1, 31)
    ]
    Message.objects.bulk_create(rows)
    Room.objects.filter(pk=wall.pk).update(last_number=30, last_change=30)
    front = page_of(bob, group)
    assert re.findall(r"post-(\d+)-", front) == [str(n) for n in range(30, 10, -1)]
    assert 'href="?before=11"' in front
    further = signed_in(bob).get(f"{address(group)}?before=11").content.decode()
    assert re.findall(r"post-(\d+)-", further) == [str(n) for n in range(10, 0, -1)]
    assert "That is all." in further


def test_the_wall_costs_the_same_for_many_posts(
    bob: User, carol: User, group: Group, wall: Room, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        post = say(carol, wall, f"Post {number}")
        say(bob, wall, "Yes", thread=post.public_id)
    client = signed_in(bob)
    client.get(address(group))
    with django_assert_max_num_queries(23):  # type: ignore[operator]  # the fixture of pytest-django
        client.get(address(group))


def test_a_long_post_is_begun_on_its_card_and_whole_on_its_page(bob: User, group: Group, wall: Room) -> None:
    post = say(bob, wall, "\n".join(f"line-{n}-" for n in range(40)))
    front = page_of(bob, group)
    assert "line-11-" in front
    assert "line-12-" not in front
    assert "Read on" in front
    assert "line-39-" in page_of(bob, group, post)


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("short", False),
        ("word " * 160, False),
        ("word " * 200, True),
        ("x" * 5000, True),
        ("\n" * 11, False),
        ("a\n" * 13, True),
    ],
)
def test_a_card_holds_a_dozen_lines(text: str, is_cut: bool) -> None:
    shown, was_cut = beginning(text)
    assert was_cut is is_cut
    assert len(shown) <= 920


def test_posts_may_be_long_and_one_that_is_too_long_comes_back_whole(bob: User, group: Group, wall: Room) -> None:
    client, to = signed_in(bob), f"/rooms/{wall.public_id}/messages/"
    assert client.post(to, {"client_id": "long", "body": "x" * 12_000}).status_code == 302
    answer = client.post(to, {"client_id": "longer", "body": "y" * 12_001, "kind": "memory", "content_note": "my note"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "y" * 12_001 in page
    assert "letters too many: 1." in page
    assert "maxlength" not in page.partition('id="words"')[2].partition(">")[0]
    assert "my note" in page
    assert re.search(r'value="memory" checked', page)


def test_an_answer_that_is_too_long_comes_back_on_the_page_of_its_post(bob: User, wall: Room, post: Message) -> None:
    sent = {"client_id": "long", "body": "z" * 12_001, "thread": post.public_id}
    answer = signed_in(bob).post(f"/rooms/{wall.public_id}/messages/", sent)
    assert answer.status_code == 422
    assert "z" * 12_001 in answer.content.decode()
    assert post.body in answer.content.decode()


def test_the_chat_holds_no_more_than_before(bob: User, group: Group) -> None:
    answer = signed_in(bob).post(
        f"/rooms/{chat_room(group).public_id}/messages/", {"client_id": "a", "body": "x" * 9000}
    )
    assert answer.status_code == 422
    assert "letters too many: 5000." in answer.content.decode()
    assert "x" * 9000 in answer.content.decode()


def test_without_javascript_one_posts_and_answers_by_form(bob: User, group: Group, wall: Room, post: Message) -> None:
    client, to = signed_in(bob), f"/rooms/{wall.public_id}/messages/"
    written = client.get(f"{address(group)}writing/").content.decode()
    assert f'action="{to}"' in written
    answer = client.post(to, {"client_id": "new", "body": "By form", "kind": "win"})
    posted = Message.objects.get(client_id="new")
    assert answer.headers["Location"] == f"{address(group, posted)}#m-{posted.public_id}"
    assert f'name="thread" value="{post.public_id}"' in page_of(bob, group, post)
    client.post(to, {"client_id": "reply", "body": "Answered by form", "thread": post.public_id})
    assert Message.objects.get(client_id="reply").thread == post
    assert "Answered by form" in page_of(bob, group, post)


def test_a_post_comes_with_a_picture_by_form(
    bob: User, group: Group, wall: Room, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sent = {
        "client_id": "p",
        "body": "The bicycle",
        "picture": SimpleUploadedFile("bicycle.jpg", photo(), "image/jpeg"),
        "picture_description": "A red bicycle",
    }
    signed_in(bob).post(f"/rooms/{wall.public_id}/messages/", sent)
    assert 'alt="A red bicycle"' in page_of(bob, group)
    assert 'alt="A red bicycle"' in page_of(bob, group, Message.objects.get())


def test_a_second_click_is_the_first_once_more(bob: User, wall: Room, post: Message) -> None:
    client, sent = signed_in(bob), {"client_id": "one", "body": "Once", "thread": post.public_id}
    for _click in range(2):
        assert client.post(f"/rooms/{wall.public_id}/messages/", sent).status_code == 302
    assert Message.objects.filter(thread=post).count() == 1


def test_two_answer_at_once_and_both_are_kept_in_order(bob: User, alice: User, wall: Room, post: Message) -> None:
    drafts = [Draft(user.pk, wall.public_id, "same", "At once", thread=post.public_id) for user in (bob, alice)]
    kept = [outcome.message for outcome in post_messages(drafts)]  # type: ignore[union-attr]  # both are kept
    assert [message.number for message in kept] == [2, 3]
    assert {message.thread for message in kept} == {post}


@pytest.mark.parametrize("kind", ["chat", "elsewhere", "answer", "nothing"])
def test_only_a_post_of_this_wall_is_answered(
    kind: str, bob: User, carol: User, group: Group, wall: Room, post: Message
) -> None:
    other = make_group("Another")
    make_membership(carol, other, "Clover")
    makers: dict[str, Callable[[], str]] = {
        "chat": lambda: say(carol, chat_room(group), "In the chat").public_id,
        "elsewhere": lambda: say(carol, wall_room(other), "On another wall").public_id,
        "answer": lambda: say(carol, wall, "An answer", thread=post.public_id).public_id,
        "nothing": lambda: "zzzzzzzzzzzz",
    }
    thread = makers[kind]()
    with pytest.raises(ThreadClosed):
        say(bob, wall, "Where to?", thread=thread)
    with pytest.raises(ThreadClosed):
        say(bob, chat_room(group), "No threads here", thread=thread)


def test_an_answer_quotes_nothing_from_another_page(bob: User, carol: User, wall: Room, post: Message) -> None:
    here = say(carol, wall, "Here", thread=post.public_id)
    there = say(carol, wall, "There", thread=say(carol, wall, "Another post").public_id)
    quotes = [
        say(bob, wall, "Yes", thread=post.public_id, reply_to=one.public_id).reply_to for one in (post, here, there)
    ]
    assert quotes == [post, here, None]


def test_a_hidden_post_is_answered_no_more_and_the_words_are_kept(
    bob: User, group: Group, wall: Room, post: Message
) -> None:
    hide_message(post.pk)
    sent = {"client_id": "late", "body": "My answer, written slowly", "thread": post.public_id}
    answer = signed_in(bob).post(f"/rooms/{wall.public_id}/messages/", sent)
    assert answer.status_code == 409
    assert "My answer, written slowly" in answer.content.decode()
    assert "A long week" not in page_of(bob, group, post)
    assert "A long week" not in page_of(bob, group)


def test_a_post_taken_back_leaves_its_answers_and_without_any_leaves_nothing(
    bob: User, carol: User, group: Group, wall: Room, post: Message
) -> None:
    alone = say(carol, wall, "Nobody answered")
    say(bob, wall, "I read it.", thread=post.public_id)
    for message in (post, alone):
        unsend_message(carol.pk, message.public_id)
    front = page_of(bob, group)
    assert front.count("This message was taken back.") == 1
    assert "I read it." in page_of(bob, group, post)


def test_outsiders_and_the_removed_find_nothing(
    bob: User, eve: User, alice: User, group: Group, wall: Room, post: Message
) -> None:
    end_membership(membership_of(bob, group), EndKind.REMOVED)
    paths = [
        address(group),
        address(group, post),
        f"{address(group)}writing/",
        f"{address(group)}memorials/",
        f"{address(group)}memorials/beginning/",
        f"/rooms/{wall.public_id}/threads/{post.public_id}/messages/",
    ]
    for path in paths:
        for user in (eve, bob):
            client = signed_in(user)
            assert client.get(path).status_code == 404, path
            assert client.post(path, {"body": "x", "client_id": "x"}).status_code in {404, 405}, path
        assert Client().get(path).status_code in {302, 404}


def test_the_blocked_meet_neither_post_nor_answers_to_it(
    bob: User, carol: User, alice: User, group: Group, wall: Room
) -> None:
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    theirs = say(carol, wall, "Not for Bramble")
    say(alice, wall, "An answer below it", thread=theirs.public_id)
    assert "Not for Bramble" not in page_of(bob, group)
    assert signed_in(bob).get(address(group, theirs)).status_code == 404
    rows = signed_in(bob).get(f"/rooms/{wall.public_id}/messages/?after=0", headers=JSON).json()["messages"]
    assert rows == []
    with pytest.raises(ThreadClosed):
        say(bob, wall, "Unseen", thread=theirs.public_id)
    assert "An answer below it" in page_of(alice, group, theirs)


def test_a_post_from_before_a_block_is_read_on(bob: User, carol: User, group: Group, wall: Room, post: Message) -> None:
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(carol, group))
    assert post.body in page_of(bob, group, post)


def test_answers_to_a_post_with_a_muted_word_are_not_met(
    bob: User, alice: User, carol: User, group: Group, wall: Room
) -> None:
    mute_word(bob, "hospital")
    theirs = say(carol, wall, "A night in the hospital")
    say(alice, wall, "I am glad you are home", thread=theirs.public_id)
    assert signed_in(bob).get(f"/rooms/{wall.public_id}/messages/?after=0", headers=JSON).json()["messages"] == []
    assert signed_in(bob).get(address(group, theirs)).status_code == 404


def test_the_muted_read_and_do_not_write(bob: User, group: Group, wall: Room, post: Message) -> None:
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(hours=1))
    assert post.body in page_of(bob, group, post)
    answer = signed_in(bob).post(
        f"/rooms/{wall.public_id}/messages/", {"client_id": "m", "body": "Kept words", "thread": post.public_id}
    )
    assert answer.status_code == 403
    assert "Kept words" in answer.content.decode()
    assert "Write on the wall</a>" not in page_of(bob, group)


def test_each_post_has_its_own_draft(bob: User, group: Group, wall: Room, post: Message) -> None:
    client, to = signed_in(bob), f"/rooms/{wall.public_id}/draft/"
    assert client.post(to, {"body": "a new post"}, headers=JSON).status_code == 200
    assert client.post(f"{to}?thread={post.public_id}", {"body": "an answer"}, headers=JSON).status_code == 200
    assert client.post(f"{to}?thread=zzzzzzzzzzzz", {"body": "lost"}, headers=JSON).status_code == 404
    assert "an answer" in page_of(bob, group, post)
    written = client.get(f"{address(group)}writing/").content.decode()
    assert "a new post" in written
    assert "an answer" not in written
    sent = {"client_id": "s", "body": "an answer", "thread": post.public_id, "draft": "1"}
    client.post(f"/rooms/{wall.public_id}/messages/", sent)
    assert [draft.body for draft in UnsentDraft.objects.all()] == ["a new post"]


def test_a_thread_is_caught_up_with_by_itself(bob: User, carol: User, wall: Room, post: Message) -> None:
    say(bob, wall, "An answer", thread=post.public_id)
    say(carol, wall, "Another post")
    client, of_thread = signed_in(bob), f"/rooms/{wall.public_id}/threads/{post.public_id}/messages/"
    whole = client.get(of_thread, headers=JSON).json()
    assert [(row["body"], row["thread"]) for row in whole["messages"]] == [
        ("A long week, told slowly.", None),
        ("An answer", post.public_id),
    ]
    later = client.get(f"{of_thread}?after=1", headers=JSON).json()
    assert [row["number"] for row in later["messages"]] == [2]
    assert later["change"] == 3


def test_what_others_wrote_is_news_until_the_wall_was_looked_at(
    bob: User, carol: User, group: Group, post: Message
) -> None:
    assert walls_with_news(bob) == [group]
    assert walls_with_news(carol) == []
    assert f"On the wall of {group.name}" in signed_in(bob).get("/").content.decode()
    page_of(bob, group)
    assert walls_with_news(bob) == []
    say(carol, post.room, "More of it", thread=post.public_id)
    assert walls_with_news(bob) == [group]
    assert 'class="dot"' in page_of(bob, group)
    assert ReadMark.objects.get(room=post.room, membership__user=bob).number == 2


def test_a_group_can_do_without_a_wall(alice: User, bob: User, group: Group, wall: Room, post: Message) -> None:
    settings = f"/groups/{group.public_id}/settings/wall/"
    assert signed_in(bob).get(settings).status_code == 404
    assert signed_in(alice).get(settings).status_code == 200
    assert signed_in(alice).post(settings, {"wall_retention_days": "ever"}).status_code == 302
    assert signed_in(bob).get(address(group)).status_code == 404
    sent = {"client_id": "x", "body": "x"}
    assert signed_in(bob).post(f"/rooms/{wall.public_id}/messages/", sent).status_code == 404
    assert walls_with_news(bob) == []

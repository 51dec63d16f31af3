"""Somebody asks how a member is: told privately, the member first, never a sanction; the sealed card is opened by two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.groups.models import Block, Group
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.groups.services.rota import add_shift
from apps.messaging.models import HardWords, Message, Room
from apps.messaging.services.company import tell_of_what_is_left
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.errors import AnotherOne, InOtherHands, TellFirst
from apps.moderation.models import Action, AuditEntry, Concern, EmergencyCard, Report
from apps.moderation.services import cards, care
from apps.moderation.services.figures import figures_of
from apps.notifications.models import Notice
from tests.at_once import at_once
from tests.groups.factories import membership_of

HARD = "I don't want to be here anymore."
SECRET = "My sister Wren, 07700 900123, and the key is with her"


@pytest.fixture
def room(group: Group) -> Room:
    return chat_room(group)


@pytest.fixture
def his(mo: User, group: Group) -> GroupAccess:
    return read_access(mo, group)


def told_of_care() -> set[str]:
    return {notice.user.email.split("@")[0] for notice in Notice.objects.filter(kind="care_needed")}


@pytest.fixture
def says(django_capture_on_commit_callbacks: object, room: Room) -> object:
    def say(user: User, body: str) -> Message:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's own
            return post_message(Draft(user.pk, room.public_id, f"{user.pk}{Message.objects.count()}", body)).message

    return say


@pytest.fixture
def concern(says: object, bob: User, alice: User, mo: User) -> Concern:
    says(bob, HARD)  # type: ignore[operator]  # above
    return Concern.objects.get()


@pytest.mark.django_db
def test_whoever_is_on_duty_is_told_once_and_nothing_else_happens(
    says: object, bob: User, alice: User, mo: User, his: GroupAccess
) -> None:
    now = timezone.now()
    add_shift(his, (now - timedelta(hours=1), now + timedelta(hours=1)))
    kept = says(bob, HARD)  # type: ignore[operator]  # above
    says(bob, HARD)  # type: ignore[operator]  # above
    assert told_of_care() == {"mo"}
    assert Notice.objects.filter(kind="care_needed").count() == 1
    assert (kept.state, kept.number) == (Message.State.VISIBLE, 1)
    assert not Action.objects.exists()
    assert not Report.objects.exists()
    assert not Notice.objects.filter(user=bob).exists()
    assert all(HARD not in str(notice.told) for notice in Notice.objects.all())


@pytest.mark.django_db
def test_a_process_that_dies_before_it_tells_loses_nothing(room: Room, bob: User, alice: User, mo: User) -> None:
    # Nothing that comes after the commit happens here.
    post_message(Draft(bob.pk, room.public_id, "a", HARD))
    post_message(Draft(bob.pk, room.public_id, "b", "My feet are killing me."))
    assert (HardWords.objects.count(), Concern.objects.count()) == (1, 0)
    for _each in range(2):
        tell_of_what_is_left()
    assert (HardWords.objects.count(), Concern.objects.count()) == (0, 1)
    assert Notice.objects.filter(kind="care_needed").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["nobody on duty", "not wanted", "in a block", "their own", "other words"])
def test_who_hears_of_it(case: str, says: object, bob: User, alice: User, mo: User, group: Group) -> None:
    author, words = (mo, HARD) if case == "their own" else (bob, "My feet are killing me." if case[0] == "o" else HARD)
    if case == "not wanted":
        Group.objects.update(tells_of_crisis=False)
    if case == "in a block":
        Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(mo, group))
    says(author, words)  # type: ignore[operator]  # above
    heard = {"nobody on duty": {"alice", "mo"}, "in a block": {"alice"}, "their own": {"alice"}}
    assert told_of_care() == heard.get(case, set())
    if case == "in a block":
        # Not told first, and no less able to look: nothing tells the one who is blocked.
        assert len(care.concerns_in(read_access(mo, group))) == 1


@pytest.mark.django_db
def test_nobody_is_promised_somebody_who_does_not_come(
    says: object, bob: User, carol: User, mo: User, group: Group, client: Client
) -> None:
    # The one who looks after the group, and somebody who does not meet them: a block hides nobody from those on duty.
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(mo, group))
    for count, author in enumerate((mo, bob, carol)):
        is_heard = author != mo
        says(author, HARD)  # type: ignore[operator]  # above
        client.force_login(author)
        shown = client.get(f"/groups/{group.public_id}/chat/", {"company": "1"}).content.decode()
        assert ("Whoever looks after the group and can be there for you hears of it" in shown) == is_heard
        assert ("nobody was told of this line" in shown) != is_heard
        assert "Ask for company" in shown
        assert (told_of_care(), Concern.objects.count()) == ({"mo"} if is_heard else set(), count)
        concerns = care.concerns_in(read_access(mo, group))
        assert [one.member.user for one in concerns] == [bob, carol][:count]


@pytest.mark.django_db
def test_the_member_is_told_before_anything_is_done(concern: Concern, his: GroupAccess, bob: User) -> None:
    with pytest.raises(InOtherHands):
        care.tell_member(his, concern.public_id, "Hello")
    care.take_concern(his, concern.public_id)
    care.note_steps(his, concern.public_id, ["read", "nonsense"])
    with pytest.raises(TellFirst):
        care.note_steps(his, concern.public_id, ["read", "asked"])
    care.tell_member(his, concern.public_id, "Are you safe?")
    assert care.note_steps(his, concern.public_id, ["agreed", "read", "asked"]).steps == ["read", "asked", "agreed"]
    [notice] = Notice.objects.filter(user=bob)
    assert (notice.kind, notice.told["words"], notice.details["from"]) == ("care_word", "Are you safe?", "Saltmarsh")
    client = Client()
    client.force_login(bob)
    page = client.get("/me/notices/").content.decode()
    assert "Are you safe?" in page
    assert "nothing you said counts against you" in page


@pytest.mark.django_db
def test_a_day_later_somebody_is_reminded_once_to_ask_again(
    concern: Concern, his: GroupAccess, alice: User, client: Client
) -> None:
    care.take_concern(his, concern.public_id)
    care.tell_member(his, concern.public_id, "How are you?")
    cards.write_card(read_access(concern.member.user, concern.group), SECRET)
    cards.ask_to_open(his, concern.public_id, "No answer")
    care.close_concern(his, concern.public_id, care.Ending("Calmer now.", asks_again=True))
    care.remind_of_follow_ups()
    assert care.concerns_in(his) == []
    for act in (
        lambda: care.follow_up(his, concern.public_id),
        lambda: cards.ask_to_open(his, concern.public_id, "Still none"),
        lambda: cards.agree_to_open(read_access(alice, concern.group), concern.public_id),
    ):
        assert code(act) == InOtherHands.code
    client.force_login(alice)
    address = f"/groups/{concern.group.public_id}/moderation/care/{concern.public_id}/"
    page = client.get(address).content.decode()
    assert not any(words in page for words in ("A day has passed", "I agree: open it", "Ask a second person"))
    Concern.objects.update(follow_up_at=timezone.now())
    assert "A day has passed" in client.get(address).content.decode()
    Concern.objects.update(follow_up_at=timezone.now() + timedelta(days=1))
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    care.remind_of_follow_ups(tomorrow)
    care.remind_of_follow_ups(tomorrow)
    assert [notice.user_id for notice in Notice.objects.filter(kind="care_again")] == [his.user_id]
    assert care.concerns_in(his, tomorrow) == [concern]
    Concern.objects.update(follow_up_at=timezone.now())
    care.follow_up(his, concern.public_id)
    with pytest.raises(InOtherHands):
        care.follow_up(his, concern.public_id)
    assert care.concerns_in(his, tomorrow) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_exactly_one_has_it(bob: User, alice: User, mo: User, group: Group) -> None:
    concern = Concern.objects.create(group=group, member=membership_of(bob, group))

    def take(user: User) -> bool:
        try:
            care.take_concern(read_access(user, group), concern.public_id)
        except InOtherHands:
            return False
        return True

    assert sorted(at_once(lambda: take(alice), lambda: take(mo))) == [False, True]


def code(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.code
    return "done"


@pytest.mark.django_db
def test_two_open_a_card_after_the_member_was_told_and_every_look_is_in_the_log(
    concern: Concern, his: GroupAccess, alice: User, bob: User, group: Group
) -> None:
    hers, public_id = read_access(alice, group), concern.public_id

    assert code(lambda: cards.ask_to_open(his, public_id, "Why")) == TellFirst.code
    care.take_concern(his, public_id)
    care.tell_member(his, public_id, "I am here")
    assert code(lambda: cards.ask_to_open(his, public_id, "Why")) == NotFound.code
    cards.write_card(read_access(bob, group), SECRET)
    cards.ask_to_open(his, public_id, "No answer for hours")
    assert [
        code(lambda: cards.ask_to_open(hers, public_id, "Too")),
        code(lambda: cards.agree_to_open(his, public_id)),
    ] == [
        InOtherHands.code,
        AnotherOne.code,
    ]
    assert code(lambda: cards.read_card(his, public_id)) == NotFound.code
    assert not Notice.objects.filter(kind="card_opened").exists()
    cards.agree_to_open(hers, public_id)
    told = Notice.objects.get(kind="card_opened")
    assert (told.user, told.told["reason"]) == (bob, "No answer for hours")
    assert cards.read_card(his, public_id) == cards.read_card(hers, public_id) == SECRET
    codes = list(AuditEntry.objects.order_by("place").values_list("code", flat=True))
    assert codes == ["care.told", "care.card_asked", "care.card_opened", "care.card_read", "care.card_read"]
    concern.openings.update(agreed_at=timezone.now() - timedelta(days=1, minutes=1))
    assert code(lambda: cards.read_card(his, public_id)) == NotFound.code


@pytest.mark.django_db
def test_what_is_on_a_card_is_sealed_and_taken_away_by_writing_nothing(bob: User, group: Group) -> None:
    cards.write_card(read_access(bob, group), SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM moderation_emergencycard")
        assert b"Wren" not in b"".join(
            bytes(cell) for row in cursor for cell in row if isinstance(cell, bytes | memoryview)
        )
    cards.write_card(read_access(bob, group), " ")
    assert not EmergencyCard.objects.exists()


@pytest.mark.django_db
def test_the_pages_do_all_of_it(concern: Concern, mo: User, alice: User, bob: User, group: Group) -> None:
    base = f"/groups/{group.public_id}/moderation/care/"
    page, his, hers, own = f"{base}{concern.public_id}/", Client(), Client(), Client()
    for client, user in ((his, mo), (hers, alice), (own, bob)):
        client.force_login(user)
    assert own.get(base).status_code == own.get(page).status_code == 404
    assert own.post(f"/groups/{group.public_id}/me/card/", {"words": SECRET}).status_code == 302
    assert SECRET in own.get(f"/groups/{group.public_id}/me/card/").content.decode()

    def does(client: Client, act: str, **typed: object) -> int:
        return client.post(page, {"act": act, **typed}).status_code

    assert "Bramble" in his.get(base).content.decode()
    assert "Somebody may need company" in his.get("/me/notices/").content.decode()
    assert [does(his, "take"), does(hers, "take"), does(his, "burn")] == [302, 422, 404]
    assert does(his, "steps", **{"steps-steps": ["asked"]}) == 422
    assert [does(his, "tell", **{"word-words": words}) for words in ("", "I read it.")] == [422, 302]
    assert does(his, "steps", **{"steps-steps": ["asked"]}) == 302
    assert does(his, "ask_card", **{"card-reason": "No answer"}) == 302
    assert [does(his, "agree_card"), does(hers, "agree_card")] == [422, 302]
    opened = his.post(page, {"act": "read_card"})
    assert "My sister Wren" in opened.content.decode()
    assert "My sister Wren" not in his.get(page).content.decode()
    assert HARD not in his.get(page).content.decode()
    assert does(his, "give_back") == 302
    assert does(his, "take") == 302
    assert does(his, "close", **{"ending-note": "Better", "ending-asks_again": "on"}) == 302
    Concern.objects.update(follow_up_at=timezone.now())
    assert "Ask again how they are" in hers.get(base).content.decode()
    assert does(hers, "again") == 302


@pytest.mark.django_db
@pytest.mark.parametrize("is_told", [True, False])
def test_the_log_tells_the_member_what_was_done_once_they_were_told(
    is_told: bool, concern: Concern, bob: User, his: GroupAccess, group: Group, client: Client
) -> None:
    care.take_concern(his, concern.public_id)
    if is_told:
        care.tell_member(his, concern.public_id, "How are you?")
    care.close_concern(his, concern.public_id, care.Ending("", asks_again=False))
    client.force_login(bob)
    page = client.get(f"/me/decisions/{group.public_id}/")
    assert page.status_code == (200 if is_told else 404)
    assert (group.name in client.get("/me/decisions/").content.decode()) == is_told
    if is_told:
        shown = page.content.decode()
        assert "somebody asked how you are" in shown
        assert "came to an end for now" in shown
        assert "Nothing was decided about you here." in shown
    assert not figures_of(group)

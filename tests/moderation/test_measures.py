"""Warning, suspending, rooms at rest, taking back, the ladder, and who invited whom."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.groups.errors import OutOfRank, RoomLocked
from apps.groups.models import Group, Joining
from apps.groups.permissions import Permission, Role, State
from apps.groups.services.access import states_of
from apps.groups.services.admission import Wish
from apps.groups.services.invitations import accept_invitation, make_invitation
from apps.messaging.services.rooms import chat_room, enter_room, wall_room
from apps.moderation.errors import NotALadder
from apps.moderation.models import Action, AuditEntry
from apps.moderation.rules import ladder as rungs
from apps.moderation.rules.ladder import DEFAULT, Past, Step
from apps.moderation.services import actions, calming
from apps.moderation.services.ladder import set_steps, steps_of, suggest
from apps.moderation.services.reversal import take_back
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_membership, membership_of
from tests.moderation.factories import RULE, WORDS, access_of, say, tomorrow, why

pytestmark = pytest.mark.django_db
NOW = timezone.now()
YEAR = timedelta(days=365)


def outcome(act: Callable[[], object]) -> type[DomainError] | None:
    try:
        act()
    except DomainError as error:
        return type(error)
    return None


def test_rank_decides_for_every_new_measure(group: Group, alice: User, mo: User, bob: User, sam: User) -> None:
    facilitator = make_user("fay")
    make_membership(facilitator, group, "Alder", Role.FACILITATOR)
    above = {bob: [], facilitator: [], mo: [bob, facilitator], alice: [bob, facilitator, mo]}
    above[sam] = [bob, facilitator, mo, alice]
    for actor, below in above.items():
        for target in (bob, facilitator, mo, alice):
            access, there = access_of(actor, group), membership_of(target, group)
            done = [
                outcome(partial(actions.warn_member, access, there, why=why())),
                outcome(partial(actions.suspend_member, access, there, until=tomorrow(), why=why())),
            ]
            assert [one is None for one in done] == [target in below] * 2, (actor, target)


def test_ban_from_the_site_is_for_site_staff_and_never_of_site_staff(
    group: Group, alice: User, bob: User, sam: User
) -> None:
    there = membership_of(bob, group)
    assert outcome(lambda: actions.ban_member(access_of(alice, group), there, until=None, why=why(), is_site_wide=True))
    own = make_membership(make_user("sue", is_staff=True, is_safety_staff=True), group, "Rowan")
    with pytest.raises(OutOfRank):
        actions.ban_member(access_of(sam, group), own, until=None, why=why(), is_site_wide=True)


def test_suspended_member_meets_nothing_and_is_there_as_before_when_it_ends(
    client: Client, group: Group, mo: User, bob: User
) -> None:
    action = actions.suspend_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    assert action is not None
    client.force_login(bob)
    assert client.get(f"/groups/{group.public_id}/").status_code == 404
    with pytest.raises(NotFound):
        say(bob, group)
    member = membership_of(bob, group)
    assert states_of(member, group, tomorrow() - timedelta(minutes=5)) == {State.SUSPENDED}
    assert states_of(member, group, tomorrow() + timedelta(minutes=1)) == set()
    assert not Action.objects.standing(tomorrow() + timedelta(minutes=1)).exists()
    assert Notice.objects.get(user=bob).kind == "member_suspended"


def test_warning_changes_nothing_but_is_told_and_logged(group: Group, mo: User, bob: User) -> None:
    reason = why()
    first = actions.warn_member(access_of(mo, group), membership_of(bob, group), why=reason)
    assert first == actions.warn_member(access_of(mo, group), membership_of(bob, group), why=reason)
    assert say(bob, group).number == 1
    assert Notice.objects.get(user=bob).told["words"] == WORDS
    assert AuditEntry.objects.get().code == "member.warn"


def test_mute_taken_back_takes_back_every_mute_and_a_suspension_stays(group: Group, mo: User, bob: User) -> None:
    access, member = access_of(mo, group), membership_of(bob, group)
    actions.mute_member(access, member, until=tomorrow(), why=why())
    longer = actions.mute_member(access, member, until=tomorrow() + timedelta(days=1), why=why())
    actions.suspend_member(access, member, until=tomorrow(), why=why())
    assert longer is not None
    reason = why("We looked again.")
    back = take_back(access, longer.public_id, why=reason)
    assert back == take_back(access, longer.public_id, why=reason)
    present = membership_of(bob, group)
    assert (present.muted_until, present.suspended_until is None) == (None, False)
    assert list(Action.objects.standing().values_list("kind", flat=True)) == ["unmute", "suspend"]


def test_removal_taken_back_puts_the_member_where_they_were(group: Group, alice: User, mo: User) -> None:
    action = actions.remove_member(access_of(alice, group), membership_of(mo, group), why=why())
    assert action is not None
    assert membership_of(mo, group).roles == []
    take_back(access_of(alice, group), action.public_id, why=why("That was a mistake."))
    assert (membership_of(mo, group).is_active, membership_of(mo, group).roles) == (True, ["moderator"])


def test_room_at_rest_is_read_by_all_and_written_in_by_those_who_look_after_it(
    group: Group, mo: User, bob: User
) -> None:
    access, chat = access_of(mo, group), chat_room(group)
    until = timezone.now() + timedelta(hours=1)
    action = calming.lock(access, chat, until=until, why=why())
    assert calming.lock(access, chat, until=until, why=why()) is None
    assert action is not None
    with pytest.raises(RoomLocked):
        say(bob, group)
    assert say(mo, group, "It goes on at eight.").number == 1
    wall = wall_room(group)
    assert enter_room(wall.public_id, bob)[1].can(Permission.POST_MESSAGE)
    calming.unlock(access, chat, why=why())
    assert say(bob, group, "Thank you.").number == 2
    calming.lock(access, chat, until=until, why=why())
    chat.__class__.objects.filter(pk=chat.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    assert say(bob, group, "It ended by itself.").number == 3
    assert list(AuditEntry.objects.order_by("place").values_list("code", flat=True)) == [
        "room.lock",
        "room.unlock",
        "room.lock",
    ]


def test_calming_by_form_holds_at_once_and_is_written_down(client: Client, group: Group, mo: User) -> None:
    client.force_login(mo)
    address = reverse("moderation:calm", args=[group.public_id])
    sent = {"length": "hour", "pause": "30", "rule": "Everybody can feel safe here.", "words": "Too fast to follow."}
    for kind in ("lock_chat", "unlock_chat", "lock_wall", "unlock_wall", "slow", "hold", "release"):
        assert client.post(address, sent | {"kind": kind}).status_code == 302, kind
    assert "pause of 30 seconds" in client.get(address).content.decode()
    for missing in ("words", "rule"):
        assert client.post(address, sent | {"kind": "slow", missing: ""}).status_code == 422
    group.refresh_from_db()
    assert (chat_room(group).slow_seconds, group.newcomers_held_until) == (30, None)
    assert Action.objects.filter(reason="Too fast to follow.").count() == 7
    assert client.post(address, sent | {"kind": "slow", "pause_length": "hour"}).status_code == 302
    slowed = Action.objects.filter(kind=Action.Kind.SLOW).latest("pk")
    assert slowed.until == chat_room(group).slow_until
    assert slowed.until is not None
    assert "It ends by itself" in client.get(address).content.decode()
    assert client.post(address, sent | {"kind": "slow", "pause": "0", "pause_length": "hour"}).status_code == 302
    assert (chat_room(group).slow_seconds, chat_room(group).slow_until) == (0, None)
    client.get(reverse("moderation:log", args=[group.public_id]))


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([], "warn"),
        ([("warn", RULE, 1)], "mute"),
        ([("warn", RULE, 1), ("mute", RULE, 2)], "mute"),
        ([("warn", "Another point.", 1)], "warn"),
        ([("warn", RULE, 366)], "warn"),
        ([("hide", RULE, 1)], "warn"),
        ([("warn", RULE, day) for day in range(9)], "remove"),
    ],
)
def test_ladder_suggests_the_step_for_how_often_it_was_about_this_point(
    past: list[tuple[str, str, int]], expected: str
) -> None:
    known = [Past(kind, rule, NOW - timedelta(days=days)) for kind, rule, days in past]
    assert rungs.suggested(DEFAULT, rungs.times(known, RULE, NOW)).kind == expected


@pytest.mark.parametrize(
    "steps", [[], [Step("hide")], [Step("mute")], [Step("warn", "day")], [Step("mute", "always")], [Step("warn")] * 7]
)
def test_what_is_no_ladder_is_refused(steps: list[Step]) -> None:
    with pytest.raises(NotALadder):
        rungs.require_ladder(steps)


def test_owner_changes_the_ladder_and_the_moderator_is_shown_its_next_step(
    client: Client, group: Group, alice: User, mo: User, bob: User
) -> None:
    client.force_login(alice)
    address = reverse("moderation:ladder", args=[group.public_id])
    assert "Until this time tomorrow" in client.get(address).content.decode()
    sent = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0", "form-0-kind": "warn", "form-1-kind": "suspend"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"form-1-length": "week"}).status_code == 302
    assert list(steps_of(group)) == [Step("warn"), Step("suspend", "week")]
    assert AuditEntry.objects.get().code == "ladder.changed"
    set_steps(access_of(alice, group), [Step("warn"), Step("suspend", "week")])
    assert AuditEntry.objects.count() == 1
    actions.warn_member(access_of(mo, group), membership_of(bob, group), why=why())
    assert suggest(group, membership_of(bob, group), RULE).step.kind == "suspend"
    client.force_login(mo)
    assert "Suspend for a while: A week" in client.get(address).content.decode()
    assert client.post(address, sent).status_code == 403
    letter = reverse("moderation:member_letter", args=[group.public_id, membership_of(bob, group).public_id])
    page = client.post(letter, {"kind": "suspend", "rule": RULE, "length": "week", "words": WORDS}).content.decode()
    assert "<b>suspended</b>" in page
    assert "A group is closed to you for a while" in page
    assert not Notice.objects.filter(kind="member_suspended").exists()


@pytest.mark.parametrize("kind", ["warn", "mute", "suspend", "remove", "ban"])
def test_every_measure_by_form_and_its_letter_without_javascript(
    client: Client, group: Group, mo: User, bob: User, kind: str
) -> None:
    client.force_login(mo)
    ids = [group.public_id, membership_of(bob, group).public_id]
    sent = {"kind": kind, "length": "week", "rule": RULE, "words": WORDS, "seen": "At the door."}
    seen = client.post(reverse("moderation:member_letter", args=ids), sent).content.decode()
    assert WORDS in seen
    assert not Action.objects.exists()
    assert client.post(reverse("moderation:member", args=ids), sent).status_code == 302
    assert (Action.objects.get().kind, Action.objects.get().seen) == (kind, "At the door.")
    assert kind == "warn" or "At the door." in client.get(reverse("moderation:log", args=ids[:1])).content.decode()
    assert kind == "warn" or client.get(reverse("moderation:log", args=ids[:1])).content.decode().count("Bramble") > 1
    client.force_login(bob)
    letter = client.get(reverse("notifications:notices")).content.decode()
    assert WORDS in letter
    assert (
        "At the door."
        not in letter + client.get(reverse("moderation:decisions_in_group", args=ids[:1])).content.decode()
    )
    assert reverse("moderation:decisions_in_group", args=ids[:1]) in letter


def test_mute_for_good_is_asked_for_an_end(client: Client, group: Group, mo: User, bob: User) -> None:
    client.force_login(mo)
    page = reverse("moderation:member", args=[group.public_id, membership_of(bob, group).public_id])
    assert client.post(page, {"kind": "mute", "length": "always", "words": WORDS}).status_code == 422
    assert not Action.objects.exists()


def test_who_invited_whom_is_shown_to_site_staff_alone(
    client: Client, group: Group, alice: User, nia: User, sam: User
) -> None:
    Group.objects.update(joining=Joining.INVITATION)
    _invitation, token = make_invitation(access_of(alice, group), lifetime=timedelta(days=1), uses=1)
    accept_invitation(nia, token, Wish("Yarrow", group.agreement.version if group.agreement else 0))
    page = reverse("moderation:member", args=[group.public_id, membership_of(nia, group).public_id])
    client.force_login(alice)
    assert "Invited by" not in client.get(page).content.decode()
    sign_in_as_staff(client, sam)
    assert "Invited by Heron." in client.get(page).content.decode()
    heron = reverse("moderation:member", args=[group.public_id, membership_of(alice, group).public_id])
    assert "Yarrow" in client.get(heron).content.decode()

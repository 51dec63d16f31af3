"""Company: asked for with one tap, answered by whoever can, and never a word about who did not."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.core.errors import NotFound
from apps.groups.errors import Muted
from apps.groups.models import EndKind, Group, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.groups.services.memberships import end_membership
from apps.journey.errors import CalledOften, CannotWriteNow, FiveAtMost, NobodyChosen
from apps.journey.models import CompanyAsked, CompanyCall, CompanyCircle
from apps.journey.services import company
from apps.journey.services.being_there import be_there, find_asked, still_wanted
from apps.journey.services.circle import Circle, circle_of, keep_circle
from apps.journey.services.company import call_for_company, end_call, here_for
from apps.journey.tasks import end_calls
from apps.messaging.models import ChatPreference, Conversation, Room
from apps.messaging.services.conversations import decline
from apps.notifications.models import Notice, QuietHours
from apps.notifications.rules.kinds import Chosen, Way, Ways
from apps.notifications.services import push_delivery
from apps.notifications.services.choices import keep_choices
from apps.notifications.services.mailing import mail_due_notices
from apps.notifications.services.push_devices import switch_on
from apps.notifications.services.pushing import push_due_notices
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_group, make_membership, membership_of
from tests.meetings.factories import make_meeting
from tests.messaging.conversing import asked as asked_to_talk
from tests.messaging.conversing import say
from tests.notifications.push_receiver import Browser, PushService, push_service
from tests.notifications.test_push import forget_open_sockets

pytestmark = pytest.mark.django_db


def choose(user: User, *others: User, group: Group, welcomers: bool = False) -> None:
    members = [membership_of(other, group).public_id for other in others]
    keep_circle(user, Circle(members, group.public_id if welcomers else ""))


def asked_of(user: User) -> CompanyAsked:
    return CompanyAsked.objects.get(member__user=user)


def reached() -> set[str]:
    return set(CompanyAsked.objects.values_list("member__alias", flat=True))


def test_who_is_told_is_chosen_first_among_those_whom_one_meets(
    client: Client, group: Group, bob: User, carol: User, mo: User
) -> None:
    client.force_login(bob)
    assert client.post("/journey/company/").headers["Location"] == "/journey/company/circle/", "first who is told"
    offer = client.get("/journey/company/circle/").content.decode()
    assert "Clover" in offer
    assert "Bramble" not in offer
    chosen = [membership_of(one, group).public_id for one in (carol, mo)]
    assert client.post("/journey/company/circle/", {"members": chosen}).headers["Location"] == "/journey/company/"
    assert circle_of(bob) == Circle(chosen, "")


def test_whoever_is_new_is_led_to_people_who_are_there(client: Client, group: Group, nia: User) -> None:
    make_membership(nia, group, "Newt", settled_at=None)
    make_meeting(make_group("Another place"), starts_in=timedelta(hours=1))
    own = make_meeting(group, starts_in=timedelta(hours=2))
    client.force_login(nia)
    for page in ("/", "/journey/", "/journey/people/"):
        assert "I could use company" not in client.get(page).content.decode(), "a button that would refuse"
    assert "/journey/people/" in client.get("/").content.decode()
    offered = re.findall(r"/meetings/(\w+)/", client.get("/journey/people/").content.decode())
    assert offered == [own.public_id], "a meeting of one's own group comes before others"


def test_one_tap_tells_and_one_answer_opens_a_conversation_of_two(
    client: Client, group: Group, bob: User, carol: User, mo: User
) -> None:
    client.force_login(bob)
    choose(bob, carol, mo, group=group)
    assert "I could use company" in client.get("/").content.decode()
    assert client.post("/journey/company/").headers["Location"] == "/journey/company/"
    page = client.get("/journey/company/").content.decode()
    assert "Clover" not in page, "not even whom it reached is shown"
    for beside in ("That says nothing about you", group.name, "/help/", "It ends by itself"):
        assert beside in page

    other = Client()
    other.force_login(carol)
    where = reverse("journey:company_asked", args=[asked_of(carol).public_id])
    assert where in other.get("/").content.decode()
    assert "Bramble" not in Notice.objects.get(user=carol).details.values()
    before = other.get(where).content.decode()
    assert "Bramble" in before
    assert "Saltmarsh" not in before, "nobody sees whom else it reached"
    talk = other.post(where).headers["Location"]
    assert other.post(where).headers["Location"] == talk, "a second tap is the same conversation"
    opened = other.get(talk).content.decode()
    assert "Nothing is written here yet" in opened
    assert "any more" not in opened
    assert Conversation.objects.get().state == Conversation.State.ACCEPTED
    assert where not in other.get("/").content.decode()

    part = client.get("/journey/company/", headers={"HX-Request": "true"}).content.decode()
    assert "Clover is here" in part
    assert talk in part
    assert "<html" not in part
    room = Room.objects.get(kind=Room.Kind.DIRECT)
    say(bob, room, "Thank you for coming.")
    say(carol, room, "Of course.")
    assert be_there(mo, asked_of(mo).public_id) != room, "several may answer, each alone"
    assert [one.member.alias for one in here_for(CompanyCall.objects.get())] == ["Clover", "Saltmarsh"]
    client.post("/journey/company/", {"act": "end"})
    assert (CompanyAsked.objects.count(), Notice.objects.filter(kind=company.NOTICE).count()) == (0, 0)
    assert Conversation.objects.count() == 2, "what began goes on"


def test_whoever_looks_late_or_is_another_finds_the_same_thanks(
    group: Group, bob: User, carol: User, eve: User
) -> None:
    choose(bob, carol, group=group)
    call_for_company(bob)
    where = reverse("journey:company_asked", args=[asked_of(carol).public_id])

    def said(user: User, address: str) -> tuple[int, str]:
        client = Client()
        client.force_login(user)
        answers = [client.get(address), client.post(address)]
        assert len({answer.status_code for answer in answers}) == 1
        page = answers[0].content.decode()
        return answers[0].status_code, page[page.index("<h1") : page.index("</main")]

    nothing = said(carol, reverse("journey:company_asked", args=["1" * 12]))
    assert nothing[0] == 404
    assert "Thank you for looking" in nothing[1]
    assert said(eve, where) == said(bob, where) == nothing, "an outsider, and whoever called"
    end_call(bob)
    assert said(carol, where) == nothing


STOPPED: dict[str, Callable[[User, User, Group], object]] = {
    "blocked": lambda bob, carol, group: block_member(read_access(bob, group), membership_of(carol, group)),
    "blocks": lambda bob, carol, group: block_member(read_access(carol, group), membership_of(bob, group)),
    "left": lambda bob, carol, group: end_membership(membership_of(carol, group), EndKind.LEFT),
    "caller left": lambda bob, carol, group: end_membership(membership_of(bob, group), EndKind.LEFT),
    "suspended": lambda bob, carol, group: hold(carol, suspended_until=timezone.now() + timedelta(days=1)),
    "caller suspended": lambda bob, carol, group: hold(bob, suspended_until=timezone.now() + timedelta(days=1)),
    "caller muted": lambda bob, carol, group: hold(bob, muted_until=timezone.now() + timedelta(days=1)),
    "caller new": lambda bob, carol, group: hold(bob, settled_at=None),
    "is new": lambda bob, carol, group: hold(carol, settled_at=None),
    "takes no direct": lambda bob, carol, group: ChatPreference.objects.create(
        membership=membership_of(carol, group), takes_direct=False
    ),
    "resting": lambda bob, carol, group: User.objects.filter(pk=bob.pk).update(is_active=False),
    "paused": lambda bob, carol, group: Group.objects.filter(pk=group.pk).update(state=Group.State.PAUSED),
    "over": lambda bob, carol, group: CompanyCall.objects.update(ends_at=timezone.now()),
}


def hold(user: User, **fields: Any) -> None:
    Membership.objects.filter(user=user).update(**fields)


@pytest.mark.parametrize("why", STOPPED)
def test_each_act_obeys_what_holds_at_its_moment(why: str, group: Group, bob: User, carol: User) -> None:
    choose(bob, carol, group=group)
    call_for_company(bob)
    asked, notice = asked_of(carol), Notice.objects.get(user=carol)
    assert still_wanted([notice], Way.PAGE) == [notice]
    STOPPED[why](bob, carol, group)
    assert still_wanted([notice], Way.PAGE) == still_wanted([notice], Way.MAIL) == []
    with pytest.raises(NotFound):
        be_there(carol, asked.public_id)
    assert not Conversation.objects.exists()
    assert not Notice.objects.filter(user=bob).exists(), "whoever called hears nothing of it"
    if why in {"resting", "over"}:
        return
    # Asked anew it is the same: nobody is told, and whoever calls sees what they always see.
    end_call(bob)
    own_state = {"caller left", "caller suspended", "caller muted", "caller new", "paused"}
    if why in own_state:
        with pytest.raises(CannotWriteNow):
            call_for_company(bob)
    else:
        assert call_for_company(bob).ended_at is None
    assert reached() == set()


def test_whoever_is_muted_is_not_asked_and_hears_why_if_it_was_since(group: Group, bob: User, carol: User) -> None:
    choose(bob, carol, group=group)
    call_for_company(bob)
    hold(carol, muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        be_there(carol, asked_of(carol).public_id)
    end_call(bob)
    call_for_company(bob)
    assert reached() == set()


def test_a_request_put_away_before_counts_no_more_once_both_have_acted(group: Group, bob: User, carol: User) -> None:
    conversation = asked_to_talk(bob, carol, group)
    decline(read_access(carol, group), conversation.room.public_id)
    choose(bob, carol, group=group)
    call_for_company(bob)
    assert be_there(carol, asked_of(carol).public_id) == conversation.room
    conversation.refresh_from_db()
    assert conversation.state == Conversation.State.ACCEPTED


def test_welcomers_are_asked_and_one_account_once_whatever_its_aliases(
    group: Group, alice: User, bob: User, carol: User
) -> None:
    ChatPreference.objects.create(membership=membership_of(carol, group), welcomes=True)
    other = make_group("Another")
    make_membership(bob, other, "Sorrel")
    make_membership(carol, other, "Vetch", Role.GREETER)
    twice = [membership_of(carol, group).public_id, membership_of(carol, other).public_id]
    keep_circle(bob, Circle(twice, other.public_id))
    call_for_company(bob)
    assert reached() == {"Clover"}, "two notices at once would tell that Bramble and Sorrel are one"
    end_call(bob)
    keep_circle(bob, Circle([], group.public_id))
    call_for_company(bob)
    assert reached() == {"Clover"}


def test_choices_of_the_told_hold_and_no_choice_is_made_beyond_whom_one_meets(
    group: Group, alice: User, bob: User, carol: User, mo: User, eve: User
) -> None:
    keep_choices(carol, {Chosen.COMPANY: Ways(in_page=False, by_mail=False, by_push=False)})
    keep_choices(mo, {Chosen.COMPANY: Ways(in_page=True, by_mail=False, by_push=False)})
    stranger = Membership.objects.get(user=eve).public_id
    chosen = [membership_of(one, group).public_id for one in (carol, mo, bob)]
    keep_circle(bob, Circle([*chosen, stranger, "1" * 12], "1" * 12))
    assert circle_of(bob) == Circle(chosen[:2], "")
    call_for_company(bob)
    assert reached() == {"Saltmarsh"}
    assert not Notice.objects.get(user=mo).wants_mail
    many = [make_membership(make_user(f"m{n}"), group, f"Fern {'abcdef'[n]}").public_id for n in range(6)]
    with pytest.raises(FiveAtMost):
        keep_circle(bob, Circle(many))


@pytest.fixture
def service(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    with push_service(tmp_path) as (running, certificate):
        settings.PUSH_SERVICES = [running.name]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        # Nothing here is about a slow service, and a busy machine is one.
        monkeypatch.setattr(push_delivery, "PATIENCE", 60)
        yield running


def test_quiet_hours_of_whoever_is_called_hold_and_their_page_tells_all_the_same(
    client: Client, service: PushService, mailoutbox: list[Any], group: Group, bob: User, carol: User
) -> None:
    """Her clock is the server's."""
    forget_open_sockets()
    now, hour, minute = timezone.now(), timedelta(hours=1), timedelta(minutes=1)
    User.objects.filter(pk=carol.pk).update(time_zone="UTC")
    switch_on(carol, Browser(service.name).subscription, session_key="s" * 32, name="Phone")
    QuietHours.objects.create(user=carol, is_on=True, starts_at=(now - hour).time(), ends_at=(now + hour).time())
    choose(bob, carol, group=group)
    call_for_company(bob)
    assert [mail_due_notices(now=now + minute), push_due_notices(now=now + minute)] == [0, 0]
    assert (len(mailoutbox), len(service.posted)) == (0, 0)
    client.force_login(carol)
    assert reverse("journey:company_asked", args=[asked_of(carol).public_id]) in client.get("/").content.decode()

    after = now + hour + minute
    assert [mail_due_notices(now=after), push_due_notices(now=after)] == [1, 1], "the call still stands"
    assert (len(mailoutbox), len(service.posted)) == (1, 1)


def test_a_second_tap_is_the_first_and_three_a_day_are_enough(
    client: Client, group: Group, bob: User, carol: User
) -> None:
    with pytest.raises(NobodyChosen):
        call_for_company(bob)
    choose(bob, carol, group=group)
    assert call_for_company(bob) == call_for_company(bob)
    assert Notice.objects.count() == 1
    for _again in range(2):
        end_call(bob)
        call_for_company(bob)
    end_call(bob)
    with pytest.raises(CalledOften):
        call_for_company(bob)
    client.force_login(bob)
    refused = client.post("/journey/company/")
    assert refused.status_code == 429
    assert "/help/" in refused.content.decode(), "who is there in any case stands beside it"
    CompanyCall.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    assert call_for_company(bob).ended_at is None


def test_a_call_ends_by_itself_and_leaves_nothing_behind(group: Group, bob: User, carol: User) -> None:
    choose(bob, carol, group=group)
    past = timezone.now() - timedelta(hours=3)
    call_for_company(bob, now=past)
    assert company.open_call(bob) is None
    end_calls()
    assert (CompanyAsked.objects.count(), Notice.objects.count()) == (0, 0)
    CompanyCall.objects.update(made_at=past - timedelta(days=1))
    end_calls()
    assert not CompanyCall.objects.exists()


@pytest.mark.parametrize("way", ["left", "removed", "blocked", "blocking"])
def test_whoever_said_that_they_are_here_and_is_gone_is_not_here_any_more(
    client: Client, way: str, group: Group, bob: User, carol: User
) -> None:
    client.force_login(bob)
    choose(bob, carol, group=group)
    assert "Look who is there" not in client.get("/").content.decode()
    call_for_company(bob)
    assert "Look who is there" in client.get("/").content.decode(), "a call that stands is not offered anew"
    be_there(carol, asked_of(carol).public_id)
    assert "Clover is here" in client.get("/journey/company/").content.decode()
    if way.startswith("block"):
        first, other = (carol, bob) if way == "blocked" else (bob, carol)
        block_member(read_access(first, group), membership_of(other, group))
    else:
        end_membership(membership_of(carol, group), EndKind.LEFT if way == "left" else EndKind.REMOVED)
    page = client.get("/journey/company/").content.decode()
    assert ("Clover" in page, "appears in this place" in page) == (False, True)


@pytest.mark.parametrize("who", ["caller", "told"])
def test_whoever_is_gone_is_gone_from_calls(who: str, group: Group, bob: User, carol: User) -> None:
    choose(bob, carol, group=group)
    call_for_company(bob)
    erase((bob if who == "caller" else carol).pk, takes_words=True)
    assert (CompanyAsked.objects.count(), Notice.objects.filter(kind=company.NOTICE).count()) == (0, 0)
    assert CompanyCall.objects.exists() == CompanyCircle.objects.exists() == (who == "told")


def test_a_copy_of_the_database_does_not_say_whom_somebody_would_ask(group: Group, bob: User, carol: User) -> None:
    choose(bob, carol, group=group, welcomers=True)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{CompanyCircle._meta.db_table}"')
        [row] = cursor.fetchall()
    shown = b" ".join(bytes(part) if isinstance(part, memoryview) else str(part).encode() for part in row)
    for known in (membership_of(carol, group).public_id, group.public_id):
        assert known.encode() not in shown
    assert CompanyCircle.objects.get().in_words == [f"Clover, {group.name}"]


@pytest.mark.django_db(transaction=True)
def test_two_answer_at_once_and_a_call_that_ends_meanwhile_opens_nothing_more(
    group: Group, bob: User, carol: User, mo: User
) -> None:
    choose(bob, carol, mo, group=group)
    call_for_company(bob)
    ids = {user: asked_of(user).public_id for user in (carol, mo)}
    at_once(*[lambda user=user: be_there(user, ids[user]) for user in (carol, mo, carol, mo)])
    assert Conversation.objects.filter(state=Conversation.State.ACCEPTED).count() == 2
    assert Room.objects.filter(kind=Room.Kind.DIRECT).count() == 2
    end_call(bob)
    with pytest.raises(NotFound):
        find_asked(carol, ids[carol])

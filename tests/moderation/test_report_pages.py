"""The pages of reporting, as a browser without JavaScript meets them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.meetings.models import Line, Meeting, Seat
from apps.messaging.models import Message
from apps.moderation.models import Case, Report, RuleWords
from apps.moderation.services.closing import settle_closed
from config import settings as real_settings
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting
from tests.moderation.factories import say
from tests.moderation.test_views import signed_in

__all__ = ["signed_in"]

pytestmark = pytest.mark.django_db

FILLED_IN = {"category": "harassment", "words": "It is the third time."}


def case_page(report: Report) -> str:
    assert report.case is not None
    return reverse("moderation:case", args=[report.case.public_id])


@pytest.fixture
def said(group: Group, carol: User) -> Message:
    return say(carol, group, "Words that hurt")


@pytest.fixture
def form_page(group: Group, said: Message) -> str:
    return f"{reverse('moderation:report', args=[group.public_id])}?message={said.public_id}"


def test_menu_leads_to_a_form_and_the_form_to_a_receipt(
    group: Group, bob: User, form_page: str, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(bob)
    chat = client.get(f"/groups/{group.public_id}/chat/").content.decode()
    assert f'href="{form_page}"' in chat
    page = client.get(form_page).content.decode()
    assert "Words that hurt" in page
    assert re.findall(r"<title>(.*?)</title>", page)[0].startswith("Report")
    answer = client.post(form_page, FILLED_IN)
    made = Report.objects.get()
    assert answer["Location"] == reverse("moderation:receipt", args=[group.public_id, made.public_id])
    receipt = client.get(answer["Location"]).content.decode()
    assert "Thank you. It has arrived." in receipt
    assert reverse("care:help") in receipt
    assert client.post(form_page, FILLED_IN)["Location"] == answer["Location"]


def test_worry_for_somebody_leads_to_helplines_kindly(
    bob: User, form_page: str, signed_in: Callable[[User], Client]
) -> None:
    receipt = signed_in(bob).post(form_page, {"category": "self_harm"}, follow=True).content.decode()
    assert "before everything else" in receipt
    assert "for them and for you" in receipt


@pytest.mark.parametrize("person", ["eve", "carol", "sam", "nobody"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_may_not_report_gets_the_404_of_what_does_not_exist(
    client: Client,
    form_page: str,
    person: str,
    method: str,
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    if person != "nobody":
        signed_in(request.getfixturevalue(person))
    here = getattr(client, method)(form_page, FILLED_IN)
    absent = getattr(client, method)(re.sub(r"message=\w+", "message=zzzzzzzzzzzz", form_page), FILLED_IN)
    assert (here.status_code, absent.status_code) == (404, 404)
    assert not Report.objects.exists()


@pytest.mark.parametrize("query", ["", "?message=", "?message=%00", "?member=zzz", "?message=" + "x" * 5000])
def test_address_without_a_subject_is_a_404(
    group: Group, bob: User, query: str, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(bob).get(reverse("moderation:report", args=[group.public_id]) + query).status_code == 404


@pytest.mark.parametrize(
    "changes", [{"category": ""}, {"category": "x"}, {"category": "other", "words": ""}, {"words": "a\0b" * 3}]
)
def test_mistake_is_named_and_what_was_typed_stays(
    bob: User, form_page: str, signed_in: Callable[[User], Client], changes: dict[str, str]
) -> None:
    answer = signed_in(bob).post(form_page, FILLED_IN | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "field__error" in page
    assert (FILLED_IN | changes)["words"].replace("\0", "")[:20] in page.replace("\0", "")


def test_words_taken_back_while_somebody_wrote_are_still_reported(
    bob: User, form_page: str, said: Message, signed_in: Callable[[User], Client]
) -> None:
    Message.objects.filter(pk=said.pk).update(state="hidden")
    client = signed_in(bob)
    assert client.get(form_page).status_code == 404
    assert client.post(form_page, FILLED_IN).status_code == 302
    assert Report.objects.get().words == FILLED_IN["words"]


def test_moderator_reads_the_snapshot_and_closes_the_report_with_a_note(
    group: Group, mo: User, bob: User, form_page: str, signed_in: Callable[[User], Client]
) -> None:
    signed_in(bob).post(form_page, FILLED_IN)
    made, client = Report.objects.get(), signed_in(mo)
    case = case_page(made)
    page = client.get(case).content.decode()
    assert all(words in page for words in ("Words that hurt", FILLED_IN["words"], "It is unkind"))
    queue = client.get(reverse("moderation:queue")).content.decode()
    assert "1 report waits for you" in queue
    assert case in queue
    filled = {"act": "close", "outcome": "acted"}
    assert client.post(case, filled | {"note": ""}).status_code == 422
    assert client.post(case, filled | {"note": "Spoke with them."}).status_code == 302
    assert "Take it back" in client.get(reverse("moderation:queue")).content.decode()
    settle_closed(now=timezone.now() + timedelta(minutes=1))
    assert "Spoke with them." in client.get(case).content.decode()
    receipt = reverse("moderation:receipt", args=[group.public_id, made.public_id])
    shown = signed_in(bob).get(receipt).content.decode()
    assert "Somebody has looked at it" in shown
    assert "Spoke with them." not in shown
    assert "Somebody has looked at what you told us" in signed_in(bob).get("/me/notices/").content.decode()


@pytest.mark.parametrize("person", ["bob", "carol", "eve"])
def test_members_cannot_close_a_report(
    group: Group,
    bob: User,
    form_page: str,
    person: str,
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    signed_in(bob).post(form_page, FILLED_IN)
    made = Report.objects.get()
    client = signed_in(request.getfixturevalue(person))
    for act in ("claim", "leave", "close", "nothing"):
        assert client.post(case_page(made), {"act": act, "outcome": "acted", "note": "Mine."}).status_code == 404
    assert client.get(case_page(made)).status_code == 404


def test_no_page_tells_the_reported_or_a_moderator_who_reported(
    group: Group, mo: User, alice: User, bob: User, carol: User, form_page: str, signed_in: Callable[[User], Client]
) -> None:
    signed_in(bob).post(form_page, FILLED_IN)
    made, reporter = Report.objects.get(), membership_of(bob, group)
    hers = signed_in(carol)
    assert hers.get(reverse("moderation:receipt", args=[group.public_id, made.public_id])).status_code == 404
    ours = [f"/groups/{group.public_id}/{page}" for page in ("", "chat/", "meetings/", "moderation/")]
    for page in [*ours, "/me/notices/", "/moderation/", "/today/", "/messages/"]:
        shown = hers.get(page).content.decode()
        assert not any(word in shown for word in (made.public_id, FILLED_IN["words"], reporter.alias))
    for page in (reverse("moderation:log", args=[group.public_id]), "/me/notices/", "/moderation/", case_page(made)):
        shown = signed_in(mo).get(page).content.decode()
        assert reporter.alias not in shown
        assert reporter.public_id not in shown


def test_reported_moderator_sees_nothing_of_it(
    group: Group, mo: User, alice: User, bob: User, signed_in: Callable[[User], Client]
) -> None:
    message = say(mo, group, "Words of a moderator")
    page = f"{reverse('moderation:report', args=[group.public_id])}?message={message.public_id}"
    assert signed_in(bob).post(page, FILLED_IN).status_code == 302
    made = Report.objects.get()
    page = case_page(made)
    assert page not in signed_in(mo).get("/moderation/").content.decode()
    assert signed_in(mo).get(page).status_code == 404
    assert page in signed_in(alice).get("/moderation/").content.decode()


def test_member_is_reported_from_the_list(
    group: Group, bob: User, carol: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(bob)
    page = f"{reverse('moderation:report', args=[group.public_id])}?member={membership_of(carol, group).public_id}"
    members = client.get(f"/groups/{group.public_id}/members/").content.decode()
    assert f'href="{page}"' in members
    assert membership_of(bob, group).public_id not in re.findall(r"\?member=(\w+)", members)
    assert "Clover" in client.get(page).content.decode()
    assert client.post(page, FILLED_IN).status_code == 302
    assert Report.objects.get().subject == "member"


def test_moment_of_a_meeting_is_reported_with_what_somebody_wrote_there(
    group: Group, bob: User, carol: User, mo: User, eve: User, signed_in: Callable[[User], Client]
) -> None:
    meeting = make_meeting(group, state=Meeting.State.OPEN)
    for user in (bob, carol):
        Seat.objects.create(meeting=meeting, membership=membership_of(user, group), state=Seat.State.ADMITTED)
    Line.objects.create(meeting=meeting, author=membership_of(carol, group), body="Cruel line", client_id="1")
    page = f"{reverse('moderation:report', args=[group.public_id])}?meeting={meeting.public_id}"
    client = signed_in(bob)
    assert page in client.get(reverse("meetings:meeting", args=[meeting.public_id])).content.decode()
    assert "Clover" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(page, FILLED_IN | {"who": membership_of(carol, group).public_id}).status_code == 302
    made = Report.objects.get()
    assert (made.reported, made.snapshot["lines"][0]["body"]) == (membership_of(carol, group), "Cruel line")
    case = signed_in(mo).get(case_page(made)).content.decode()
    assert all(words in case for words in ("Cruel line", meeting.title, "that you read it is written there, too"))
    assert signed_in(eve).get(page).status_code == 404
    Meeting.objects.update(state=Meeting.State.PLANNED)
    assert signed_in(bob).get(page).status_code == 404


@pytest.mark.parametrize(("author", "is_for_staff"), [("alice", True), ("mo", False), ("carol", False)])
def test_whoever_reports_is_told_who_really_reads_it(
    group: Group,
    sam: User,
    bob: User,
    author: str,
    is_for_staff: bool,
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    people: dict[str, User] = {name: request.getfixturevalue(name) for name in ("alice", "mo", "carol")}
    # Blocks decide who reads it, too, and nobody may learn of them here.
    for name in {"alice", "mo"} - {author}:
        Block.objects.create(blocker=membership_of(people[name], group), blocked=membership_of(bob, group))
    client, said = signed_in(bob), say(people[author], group, "Words")
    page = f"{reverse('moderation:report', args=[group.public_id])}?message={said.public_id}"
    form = client.get(page).content.decode()
    assert ("Only the people who run this site read it" in form) == is_for_staff
    assert ("never whom it is about" in form) != is_for_staff
    receipt = client.post(page, FILLED_IN | {"category": "self_harm"})["Location"]
    shown = client.get(receipt).content.decode()
    assert ("Nobody in the group reads it." in shown) == is_for_staff
    assert ("people who look after this group or, if none of them can" in shown) != is_for_staff
    assert ("within an hour" in shown) != is_for_staff
    Case.objects.update(escalated_at=timezone.now())
    assert ("It took too long" in client.get(receipt).content.decode()) != is_for_staff


def test_report_of_a_whole_group_goes_past_those_who_look_after_it(
    group: Group, alice: User, mo: User, sam: User, bob: User, signed_in: Callable[[User], Client]
) -> None:
    page = f"{reverse('moderation:report', args=[group.public_id])}?about=group"
    client = signed_in(bob)
    assert page in client.get(f"/groups/{group.public_id}/").content.decode()
    receipt = client.post(page, FILLED_IN)["Location"]
    assert client.post(page, FILLED_IN)["Location"] == receipt
    assert "The people who run this site have been told" in client.get(receipt).content.decode()
    made = Report.objects.get()
    for user in (alice, mo):
        assert signed_in(user).get(case_page(made)).status_code == 404
    assert FILLED_IN["words"] in signed_in(sam).get(case_page(made)).content.decode()


def test_public_page_is_reported_without_an_account_and_its_receipt_tells_how_far_it_is(
    group: Group, alice: User, sam: User, client: Client, signed_in: Callable[[User], Client]
) -> None:
    page = f"{reverse('moderation:page_report')}?group={group.public_id}"
    visitor = Client()
    assert page in visitor.get(f"/groups/{group.public_id}/").content.decode()
    receipt = visitor.post(page, FILLED_IN)["Location"]
    assert "It has arrived" in visitor.get(receipt).content.decode()
    made = Report.objects.get()
    assert (made.reporter, made.group, made.snapshot) == (None, group, {})
    for guessed in (made.public_id, f"{made.public_id}.{'A' * 43}"):
        assert visitor.get(reverse("moderation:page_receipt", args=[guessed])).status_code == 404
    assert signed_in(alice).get(case_page(made)).status_code == 404
    client = signed_in(sam)
    client.post(case_page(made), {"act": "claim"})
    assert "Somebody has it in hand" in visitor.get(receipt).content.decode()
    client.post(case_page(made), {"act": "close", "outcome": "acted", "note": "Spoke with the owner."})
    settle_closed(now=timezone.now() + timedelta(minutes=1))
    told = visitor.get(receipt).content.decode()
    assert "Somebody has looked at it" in told
    assert "Spoke with the owner" not in told
    assert FILLED_IN["words"] not in told


def test_reports_without_an_account_have_a_pace_and_private_groups_no_page_to_report(
    group: Group, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = real_settings.ACCOUNT_RATE_LIMITS
    cache.clear()
    visitor, page = Client(), reverse("moderation:page_report")
    answers = [visitor.post(page, FILLED_IN).status_code for _ in range(7)]
    assert answers == [302] * 6 + [422]
    assert {case.reports.count() for case in Case.objects.all()} == {6}
    Group.objects.update(is_listed=False)
    for group_id in (group.public_id, "zzzzzzzzzzzz"):
        assert visitor.get(f"{page}?group={group_id}").status_code == 404
    cache.clear()


def test_moderators_begin_with_words_that_they_wrote_for_a_point(
    group: Group, mo: User, sam: User, carol: User, signed_in: Callable[[User], Client]
) -> None:
    client, page = signed_in(mo), reverse("moderation:words", args=[group.public_id])
    assert page in client.get(reverse("moderation:log", args=[group.public_id])).content.decode()
    assert group.agreement
    assert group.agreement.points[0] in client.get(page).content.decode()
    assert client.post(page, {"rule_1": "Please speak of yourself."}).status_code == 302
    about = reverse("moderation:member", args=[group.public_id, membership_of(carol, group).public_id])
    assert "Please speak of yourself." in client.get(f"{about}?rule=1").content.decode()
    message = reverse("moderation:message", args=[group.public_id, say(carol, group).public_id])
    assert "Please speak of yourself." in client.get(f"{message}?rule=1").content.decode()
    assert "?rule=2" in client.get(message).content.decode()
    assert "“Speak of yourself”. I would" in client.get(f"{message}?rule=2").content.decode()
    assert client.post(page, {"rule_1": "a\0b"}).status_code == 422
    assert client.post(page, {"rule_1": " "}).status_code == 302
    assert not RuleWords.objects.exists()
    assert signed_in(sam).get(page).status_code == 404

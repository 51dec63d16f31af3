"""Who reported is told to nobody: every page, word to open pages, mail, export and line of the log is searched."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import product

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.packing import pack
from apps.core.realtime import PREFIX, publish
from apps.groups.permissions import Role
from apps.meetings.models import Meeting
from apps.moderation.models import AuditEntry, AuditText, Report
from apps.moderation.services import hands, reporting
from apps.moderation.services.reporting import Concern
from apps.notifications.services.mailing import mail_due_notices
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.moderation.factories import access_of, close
from tests.security.addresses import House, address_of, asked_for, build_house, routes
from tests.security.test_authz_matrix import listed

pytestmark = pytest.mark.django_db

WORDS = "Quokka words that only the reporter wrote"
# Pages that every member of the group finds all others on.
NAMES_EVERYBODY = {
    *("groups:members", "groups:roles", "groups:handing_over"),
    *("home:search", "journey:company_circle"),
}


@pytest.fixture
def house() -> House:
    return build_house("member")


@pytest.fixture
def published() -> Iterator[Callable[[], str]]:
    """Return everything that was said to any open page of any process since the test began."""
    heard = redis.Redis.from_url(settings.REDIS_URL).pubsub()  # type: ignore[no-untyped-call]
    heard.psubscribe(f"{PREFIX}*")
    assert heard.get_message(timeout=30)

    def so_far() -> str:
        publish("end-of-test", b"end")
        said: list[str] = []
        while not said or "end-of-test" not in said[-1]:
            word = heard.get_message(timeout=30)
            assert word
            said.append(f"{word['channel']!r} {word['data']!r}")
        return " ".join(said)

    yield so_far
    heard.close()


def report_it(subject: str, reporter: User, house: House) -> Report:
    access, concern = access_of(reporter, house.group), Concern("harassment", WORDS)
    if subject == "member":
        author = reporting.find_reportable_member(access, house.ids["membership_id"])
        return reporting.report_member(access, author, concern)
    if subject == "meeting":
        over = Meeting.objects.get(public_id=house.ids["past_meeting_id"])
        return reporting.report_meeting(access, over, membership_of(house.author, house.group), concern)
    message = reporting.find_reportable_message(house.group, reporter, house.ids["message_id"])
    return reporting.report_message(access, message, concern)


@pytest.fixture
def reports(
    house: House, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> list[Report]:
    """Somebody who says nothing else in the group reports its author in each way, and one who moderates takes it."""
    reporter, moderator = make_user("reporter"), make_user("keeper")
    make_membership(reporter, house.group, "Numbat")
    make_membership(moderator, house.group, "Keeper", Role.MODERATOR)
    make_membership(make_user("first"), house.group, "First", Role.OWNER)
    with django_capture_on_commit_callbacks(execute=True):
        made = [report_it(subject, reporter, house) for subject in ("member", "message", "meeting")]
        for case_id in case_ids(made):
            hands.claim(moderator.pk, case_id)
        mail_due_notices()
    return made


def case_ids(reports: list[Report]) -> set[str]:
    return {report.case.public_id for report in reports if report.case}


def test_reporter_is_found_in_nothing_that_anybody_can_get(
    house: House, published: Callable[[], str], reports: list[Report], caplog: pytest.LogCaptureFixture
) -> None:
    said, reporter = listed(), reports[0].reporter
    assert reporter
    of_the_reporter = ("Numbat", reporter.public_id, "reporter@")
    of_the_reports = (WORDS, *case_ids(reports), *(report.public_id for report in reports))
    keeper, first = (User.objects.get(email=f"{name}@example.org") for name in ("keeper", "first"))
    assert house.person
    for role, person in (("member", house.author), ("member", house.person), ("owner", first), ("moderator", keeper)):
        hidden = of_the_reporter if person in {first, keeper} else (*of_the_reporter, *of_the_reports)
        open_to_them = [route for route in routes() if (route, "GET") in said and said[route, "GET"][role] == "200"]
        pages = seen_by(person, open_to_them, house.ids, reports)
        assert len(pages) > 40
        assert {(route, word) for route, page in pages.items() for word in hidden if word in page} == set(), person
        everything = taken_along_by(person)
        assert not [word for word in hidden if word in everything]
    # It is searched where there is something to find.
    assert all(WORDS in pages[f"moderation:case {case_id}"] for case_id in case_ids(reports))
    for report in {report.case_id: report for report in reports}.values():
        close(keeper, report)
    mail_due_notices()
    assert len(mail.outbox) > 1
    lines = [str(vars(entry)) for entry in AuditEntry.objects.all()] + [text.text for text in AuditText.objects.all()]
    outside = [
        *(str(sent.message()) for sent in mail.outbox if sent.to != ["reporter@example.org"]),
        published(),
        caplog.text,
        *lines,
    ]
    for word in (*of_the_reporter, WORDS, *(report.public_id for report in reports)):
        assert not [text for text in outside if word in text], word


def taken_along_by(person: User) -> str:
    """Return everything in the file with which this person takes along what is theirs."""
    packed = zipfile.ZipFile(io.BytesIO(pack(person, lambda _done, _of: None)))
    return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def seen_by(person: User, wanted: list[str], ids: dict[str, str], reports: list[Report]) -> dict[str, str]:
    """Return the pages that answer this person, by their address's name and case; their own account's are not of a group."""
    client = Client()
    client.force_login(person)
    inside = [route for route in wanted if ":" in route and not route.startswith("accounts:")]
    addresses = {route: address_of(route, ids) for route in inside if route not in NAMES_EVERYBODY}
    for report, route in product(reports, addresses.copy()):
        if {"case_id", "report_id"} & asked_for(route).keys():
            assert report.case
            own = ids | {"case_id": report.case.public_id, "report_id": report.public_id}
            addresses[f"{route} {report.case.public_id}"] = address_of(route, own)
    answers = {name: client.get(address) for name, address in addresses.items()}
    return {name: b"".join(answer).decode(errors="replace") for name, answer in answers.items()}

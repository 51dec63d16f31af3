"""Nothing that leaves the server says where it is from: every mail, push and calendar entry, in every language.

Kinds are found where they are kept (`MailKind`, the templates of notices, those of account mails), so that a new one is
looked at without being named here.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django.conf import LazySettings, settings
from django.core import mail
from django.test import RequestFactory
from django.utils import timezone, translation

from apps.accounts.models import SiteSettings, User
from apps.groups.models import Group
from apps.meetings.models import Meeting
from apps.meetings.services.feeds.calendars import Wording, calendar_of_meeting
from apps.meetings.services.feeds.keys import make_key, read_own_calendar
from apps.meetings.services.reminder_pushes import push_due
from apps.meetings.services.reminders import record_due
from apps.meetings.services.reminding import send_due
from apps.notifications import currency
from apps.notifications.models import MailRhythm, Notice
from apps.notifications.rules.digests import Rhythm
from apps.notifications.services import pushes
from apps.notifications.services.digests import mail_due_digests
from apps.notifications.services.mailing import mail_due_notices
from apps.notifications.services.mails import MailKind, preview_of
from apps.notifications.services.push_delivery import Outcome, Parcel
from apps.notifications.services.push_devices import switch_on
from apps.notifications.services.pushing import push_due_notices
from apps.notifications.services.sending import notify
from tests.accounts.factories import make_user
from tests.core.test_mails import CONTEXT, SUBJECTS
from tests.groups.factories import make_group, make_membership
from tests.meetings.factories import make_meeting, make_rsvp
from tests.notifications.push_receiver import Browser as Device

pytestmark = pytest.mark.django_db

CANARY = "Canary"
LANGUAGES = [code for code, _ in settings.LANGUAGES]
TEMPLATES = Path(settings.BASE_DIR) / "templates"
NOTICES = sorted(path.stem for path in (TEMPLATES / "notifications" / "kinds").glob("*.html"))
# The one place that speaks to a mail server, and the command that shows mails on a developer's machine.
DOORS = {"apps/notifications/services/mails.py", "apps/home/dev_mail.py"}


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """Return a reader of each language, in a group in which everything has a telling name."""
    monkeypatch.setattr(currency, "_checks", {})
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": f"{CANARY} site"})
    return {language: make_user(f"reader-{language}", language=language) for language in LANGUAGES}


@pytest.fixture
def group() -> Group:
    return make_group(f"{CANARY} group", purpose=f"{CANARY} purpose")


@pytest.fixture
def meeting(group: Group, readers: dict[str, User]) -> Meeting:
    found = make_meeting(group, starts_in=timedelta(minutes=50), own_title=f"{CANARY} evening")
    found.series.title = f"{CANARY} series"
    found.series.save()
    for number, reader in enumerate(readers.values()):
        make_rsvp(found, make_membership(reader, group, f"{CANARY} {'AB'[number]}"))
    return found


def said_by(message: EmailMessage) -> Iterator[str]:
    """Give all that stands in a mail, as it leaves and as it reads."""
    yield message.as_string()
    yield from (str(value) for value in message.values())
    yield from (part.get_content() for part in message.walk() if part.get_content_maintype() == "text")


def assert_neutral(*secret: str) -> None:
    for sent in mail.outbox:
        said = "\n".join(said_by(sent.message()))
        for word in (CANARY, "Beside", *secret):
            assert word.casefold() not in said.casefold(), sent.subject


def test_no_mail_of_any_kind_says_where_it_is_from(readers: dict[str, User], group: Group, meeting: Meeting) -> None:
    details = dict.fromkeys(("group", "alias", "title", "text", "words", "rule", "reason", "room", "name"), CANARY)
    for reader in readers.values():
        Notice.objects.bulk_create(
            Notice(user=reader, kind=kind, scope=group.public_id, details=details, wants_mail=True) for kind in NOTICES
        )
        MailRhythm.objects.create(user=reader, rhythm=Rhythm.DAILY, next_at=timezone.now(), zone=reader.time_zone)
    mail_due_digests()
    mail_due_notices()
    record_due()
    send_due()
    for language, reader in readers.items():
        got = {sent.subject for sent in mail.outbox if sent.to == [reader.email]}
        # Whoever adds a kind of mail sends it here, too.
        assert got == {preview_of(reader, kind).subject for kind in MailKind}, language
    members = group.memberships.values_list("public_id", flat=True)
    assert_neutral(group.public_id, meeting.public_id, *members)


def test_no_mail_about_an_account_says_where_it_is_from_or_whose_it_is(readers: dict[str, User]) -> None:
    telling = {name: f"{CANARY.lower()}@example.org" for name in CONTEXT if "email" in name}
    telling |= {"ip": CANARY, "user_agent": CANARY, "current_site": CANARY}
    request = RequestFactory().get("/")
    for language, reader in readers.items():
        with allauth_context.request_context(request), translation.override(language):
            for subject in SUBJECTS:
                prefix = subject.removesuffix("_subject.txt")
                # The address goes to the envelope: what the words are made of does not have it.
                get_adapter(request).send_mail(prefix, reader.email, CONTEXT | {"user": reader} | telling)
    assert len(mail.outbox) == len(SUBJECTS) * len(LANGUAGES)
    assert_neutral()


def test_every_mail_that_the_account_library_knows_has_words_of_ours() -> None:
    theirs = Path(allauth.__file__).parent / "templates"
    names = {str(path.relative_to(theirs)) for path in theirs.glob("*/email/*_subject.txt")}
    assert {name for name in names if name.startswith(("account/", "mfa/"))} <= set(SUBJECTS)


def test_no_calendar_entry_says_where_it_is_from(readers: dict[str, User], group: Group, meeting: Meeting) -> None:
    for language, reader in readers.items():
        with translation.override(language):
            made = (read_own_calendar(make_key(reader)), calendar_of_meeting(meeting, Wording(is_named=False)))
        for calendar in made:
            said = calendar.decode().replace("\r\n ", "")
            assert "BEGIN:VEVENT" in said
            assert not re.search(f"{CANARY}|Beside|{group.public_id}", said, re.IGNORECASE), language


def test_no_push_of_any_kind_says_where_it_is_from(
    readers: dict[str, User], group: Group, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.PUSH_SERVICES = ["push.example"]
    browsers = {language: Device("push.example", f"/{language}") for language in readers}
    sent: list[Parcel] = []

    def take(parcels: Sequence[Parcel]) -> list[Outcome]:
        sent.extend(parcels)
        return [Outcome.TAKEN] * len(parcels)

    monkeypatch.setattr(pushes, "send_all", take)
    details = dict.fromkeys(("group", "alias", "title", "text", "words", "rule", "reason", "room", "name"), CANARY)
    said: dict[str, set[str]] = {language: set() for language in readers}
    for language, reader in readers.items():
        switch_on(reader, browsers[language].subscription, session_key="s" * 32, name=CANARY)
    record_due()
    push_due()
    # Each kind alone: of those that are due together there is one push.
    for kind in NOTICES:
        for reader in readers.values():
            notify(reader.pk, kind=kind, scope=group.public_id, details=details, wants_mail=True)
        push_due_notices()
    assert len(sent) == (len(NOTICES) + 1) * len(readers)
    names = (
        CANARY,
        "Beside",
        group.public_id,
        meeting.public_id,
        *group.memberships.values_list("public_id", flat=True),
    )
    for parcel in sent:
        language = parcel.address.rpartition("/")[2]
        shown = browsers[language].open(parcel.body).decode()
        seen = f"{parcel.address} {parcel.headers} {shown}".casefold()
        assert [name for name in names if name.casefold() in seen] == [], language
        said[language].add(json.loads(shown)["body"])
    # A reader of each language has a push of each kind in words of their own.
    assert {len(words) for words in said.values()} == {len(pushes.PushKind)}
    assert len(set().union(*said.values())) == len(pushes.PushKind) * len(readers)


def test_mail_leaves_by_one_door() -> None:
    by_hand = re.compile(
        r"\bEmailM(?:essage|ultiAlternatives)\b|\bimport send_(?:mass_)?mail\b|\bmail_(?:admins|managers)\b"
    )
    root = Path(settings.BASE_DIR)
    found = {str(file.relative_to(root)) for file in (root / "apps").rglob("*.py") if by_hand.search(file.read_text())}
    assert found == DOORS

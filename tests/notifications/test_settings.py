"""The page on which somebody says how they want to be told."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.services.account_mails import subject_templates
from apps.notifications.models import QuietHours
from apps.notifications.rules.kinds import Chosen, Ways
from apps.notifications.services.choices import choices_of, chosen_by
from apps.notifications.services.mails import MailKind, preview_of
from apps.notifications.services.rhythms import EXAMPLE
from apps.notifications.services.sending import notify

PAGE, NEWS = reverse("notifications:settings"), reverse("notifications:news")
NIGHT = {
    "is_on": "on",
    "starts_at": "22:30",
    "ends_at": "06:15",
    "rhythm": "each",
    "digest_at": "18:00",
    "digest_day": "0",
}


@pytest.fixture
def nias(client: Client, nia: User) -> Client:
    client.force_login(nia)
    return client


def test_stranger_is_led_to_sign_in(client: Client, db: None) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.get(NEWS).status_code == 302


@pytest.mark.parametrize(
    ("rhythm", "kinds"),
    [
        ("each", {MailKind.NOTICE, MailKind.REMINDER, MailKind.ACCOUNT}),
        ("weekly", {MailKind.NOTICE, MailKind.REMINDER, MailKind.ACCOUNT, MailKind.DIGEST}),
        ("never", {MailKind.REMINDER, MailKind.ACCOUNT}),
    ],
)
def test_page_shows_word_for_word_what_an_inbox_shows_for_what_was_chosen(
    nias: Client, nia: User, rhythm: str, kinds: set[MailKind]
) -> None:
    assert nias.post(PAGE, NIGHT | {"rhythm": rhythm}).status_code == 302
    page = nias.get(PAGE).content.decode()
    assert re.search(f'value="{rhythm}"[^>]* checked', page)
    for kind in MailKind:
        preview = preview_of(nia, kind, EXAMPLE if kind is MailKind.DIGEST else ())
        assert (f"<b>{preview.subject}</b>" in page) == (kind in kinds)
        assert all(line in page for line in preview.text.splitlines()) == (kind in kinds)


@pytest.mark.parametrize("rhythm", ["each", "never"])
def test_page_shows_the_subjects_of_mails_about_the_account_whatever_was_chosen(nias: Client, rhythm: str) -> None:
    assert nias.post(PAGE, NIGHT | {"rhythm": rhythm}).status_code == 302
    page = nias.get(PAGE).content.decode()
    shown = page[page.index("about your account itself") :]
    for subject in subject_templates():
        assert f"<b>{render_to_string(subject).strip()}</b>" in shown, subject


def test_choices_are_kept_and_shown_again(nias: Client, nia: User) -> None:
    answer = nias.post(
        PAGE, NIGHT | {"mention": ["page"], "reply": ["mail"], "direct": ["page", "mail"], "task": ["push"]}
    )
    assert answer.status_code == 302
    ways = choices_of([nia.pk])[nia.pk]
    assert ways[Chosen.MENTION] == Ways(in_page=True, by_mail=False)
    assert ways[Chosen.REPLY] == Ways(in_page=False, by_mail=True)
    assert ways[Chosen.UNANSWERED] == Ways(in_page=False, by_mail=False)
    assert chosen_by([nia.pk])[nia.pk][Chosen.TASK] == Ways(in_page=False, by_mail=False, by_push=True)
    hours = QuietHours.objects.get(user=nia)
    assert (hours.is_on, str(hours.starts_at), str(hours.ends_at)) == (True, "22:30:00", "06:15:00")
    assert 'value="22:30"' in nias.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": "22:30"},
        {"starts_at": "25:00"},
        {"starts_at": ""},
        {"mention": ["pigeon"]},
        {"ends_at": "\0"},
        {"rhythm": "hourly"},
        {"digest_day": "7"},
        {"digest_at": ""},
    ],
)
def test_what_cannot_be_is_answered_beside_the_field_and_changes_nothing(
    nias: Client, nia: User, wrong: dict[str, object]
) -> None:
    assert nias.post(PAGE, NIGHT | wrong).status_code == 422
    assert not QuietHours.objects.filter(user=nia).exists()


def test_open_page_learns_whether_something_is_new_and_never_what(nias: Client, nia: User) -> None:
    assert nias.get(NEWS).json() == {"is_new": False}
    notify(nia.pk, kind="something", details={"title": "Canary"})
    assert nias.get(NEWS).json() == {"is_new": True}
    nias.get(reverse("notifications:notices"))
    assert nias.get(NEWS).json() == {"is_new": False}

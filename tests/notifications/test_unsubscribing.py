"""What a mail's own header ends: its kind, for its person, without signing in (RFC 8058)."""

from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from apps.accounts.models import User
from apps.meetings.services.reminders import plan_for
from apps.notifications.models import MailRhythm
from apps.notifications.services.mails import Letter, MailKind, deliver_mails
from apps.notifications.services.unsubscribing import opened, unsubscribe_address
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

ENDED_BY_ITSELF = [kind for kind in MailKind if kind is not MailKind.ACCOUNT]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def program() -> Client:
    """What a mail program is: without cookies, and from another site."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"})


def address_in_mail(user: User, kind: MailKind) -> str:
    """Return the path that a mail's source holds, as it leaves."""
    deliver_mails([Letter(user, kind, "x.y")], may_send=lambda _: True, stamp=lambda _: None)
    [line] = [line for line in mail.outbox[-1].message().as_string().splitlines() if "List-Unsubscribe:" in line]
    assert line.startswith(f"List-Unsubscribe: <{settings.SITE_URL}/")
    return urlsplit(line.removeprefix("List-Unsubscribe: <").removesuffix(">")).path


def is_mailed(user: User) -> dict[MailKind, bool]:
    rhythm = MailRhythm.objects.filter(user=user, rhythm="never").exists()
    return {MailKind.NOTICE: not rhythm, MailKind.DIGEST: not rhythm, MailKind.REMINDER: plan_for(user).by_mail}


@pytest.mark.parametrize("kind", ENDED_BY_ITSELF)
def test_one_click_of_a_mail_program_ends_mails_of_that_kind_for_that_person(
    program: Client, nia: User, eve: User, kind: MailKind
) -> None:
    path = address_in_mail(nia, kind)
    assert mail.outbox[-1].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = program.get(path)
    assert (page.status_code, 'name="List-Unsubscribe" value="One-Click"' in page.content.decode()) == (200, True)
    assert program.head(path).status_code == 200
    assert all(is_mailed(nia).values())  # Whatever looks ahead at links ends nothing.
    answers = [program.post(path, ONE_CLICK) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert is_mailed(nia) == {one: (one is MailKind.REMINDER) != (kind is MailKind.REMINDER) for one in ENDED_BY_ITSELF}
    assert all(is_mailed(eve).values())
    for answer in (page, *answers):
        assert not answer.cookies
        assert nia.email not in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_address_says_nobody_and_nothing_and_is_another_each_time(nia: User) -> None:
    first, second = (unsubscribe_address(nia, MailKind.NOTICE) for _ in range(2))
    assert first is not None
    assert first != second
    assert "notice" not in first.rsplit("/", 2)[1]
    assert unsubscribe_address(nia, MailKind.ACCOUNT) is None


def test_whoever_has_another_mailbox_is_reached_by_no_older_mail(program: Client, nia: User) -> None:
    path = address_in_mail(nia, MailKind.NOTICE)
    User.objects.filter(pk=nia.pk).update(email="other@example.org")
    assert program.post(path, ONE_CLICK).status_code == 404
    assert not MailRhythm.objects.exists()


def test_forged_altered_and_left_over_addresses_are_nothing(program: Client) -> None:
    gone = make_user("gone")
    whole = address_in_mail(gone, MailKind.NOTICE)
    gone.delete()
    letters = whole.rsplit("/", 2)[1]
    forged = urlsafe_b64encode(b"1:notice:0000000000000000").decode()
    for wrong in (letters, letters[:-2], letters[1:], forged, "a", "%C3%A9", "%00", "x" * 3000):
        path = f"/me/notices/off/{wrong}/"
        assert [program.get(path).status_code, program.post(path, ONE_CLICK).status_code] == [404, 404], wrong
    assert opened("") is None

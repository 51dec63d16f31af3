"""Sessions: seen, ended one by one or together, and told to every open socket."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import sessions
from tests.accounts.factories import PASSPHRASE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Hear what the live layer is told, and when: after the rows are gone."""
    heard: list[tuple[int, str]] = []
    monkeypatch.setattr("apps.accounts.services.sessions.tell_user", lambda *said: heard.append(said))
    return heard


@pytest.fixture
def sign_in(nia: User) -> Callable[[], Client]:
    def signed_in() -> Client:
        client = Client(
            headers={"User-Agent": "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"}, REMOTE_ADDR="203.0.113.9"
        )
        client.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE})
        return client

    return signed_in


def key_of(client: Client) -> str:
    return client.session.session_key or ""


def mark(client: Client) -> str:
    return sessions.mark_of(key_of(client))


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_a_session_keeps_the_browser_and_little_of_the_address(sign_in: Callable[[], Client]) -> None:
    page = sign_in().get("/me/").content.decode()
    assert "Firefox on" in page
    assert "This device, now" in page
    assert UserSession.objects.get().ip == "203.0.113.0"


def test_one_other_session_can_be_ended(nia: User, sign_in: Callable[[], Client], told: list[tuple[int, str]]) -> None:
    here, there, elsewhere = sign_in(), sign_in(), sign_in()
    mark_there = mark(there)
    assert f"/me/sessions/{mark_there}/ending/" in here.get("/me/").content.decode()
    told.clear()
    assert here.post(f"/me/sessions/{mark_there}/ending/").headers["Location"] == "/me/"
    assert told == [(nia.pk, "session.ended")]
    assert (is_signed_in(here), is_signed_in(there), is_signed_in(elsewhere)) == (True, False, True)


def test_every_other_session_can_be_ended(
    nia: User, sign_in: Callable[[], Client], told: list[tuple[int, str]]
) -> None:
    here, there, elsewhere = sign_in(), sign_in(), sign_in()
    told.clear()
    here.post("/me/sessions/ending/")
    assert told == [(nia.pk, "session.ended")]
    assert (is_signed_in(here), is_signed_in(there), is_signed_in(elsewhere)) == (True, False, False)


def test_ending_the_present_session_is_signing_out(sign_in: Callable[[], Client]) -> None:
    here = sign_in()
    here.post(f"/me/sessions/{mark(here)}/ending/")
    assert not is_signed_in(here)


def test_somebody_elses_session_is_nothing(eve: User, sign_in: Callable[[], Client]) -> None:
    theirs = sign_in()
    client = Client()
    client.post("/accounts/login/", {"login": eve.email, "password": PASSPHRASE})
    for name in (mark(theirs), "nothing"):
        assert client.post(f"/me/sessions/{name}/ending/").status_code == 404
    assert is_signed_in(theirs)


def test_signing_out_takes_the_row_before_it_tells(
    nia: User, sign_in: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in()
    key = key_of(client)
    seen: list[tuple[str, bool]] = []

    def tell(user_id: int, event: str) -> None:
        seen.append((event, client.session.exists(key)))

    monkeypatch.setattr("apps.accounts.services.sessions.tell_user", tell)
    client.post("/accounts/logout/")
    assert seen == [("session.ended", False)]
    assert not UserSession.objects.exists()


def test_leaving_now_tells_too(nia: User, sign_in: Callable[[], Client], told: list[tuple[int, str]]) -> None:
    client = sign_in()
    told.clear()
    client.post("/leave/")
    assert told == [(nia.pk, "session.ended")]


def test_a_new_passphrase_ends_every_other_session(
    nia: User, sign_in: Callable[[], Client], told: list[tuple[int, str]]
) -> None:
    here, there = sign_in(), sign_in()
    told.clear()
    answer = here.post(
        "/accounts/password/change/", {"oldpassword": PASSPHRASE, "password1": "a cup on the other sill"}
    )
    assert answer.headers["Location"] == "/me/"
    assert (nia.pk, "session.ended") in told
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    # Really gone, not merely out of step: a socket that looks its row up finds none.
    assert UserSession.objects.filter(user=nia).count() == 1
    assert not there.session.exists(key_of(there))


@pytest.mark.parametrize(
    "answers",
    [
        {"oldpassword": "not it at all", "password1": "a cup on the other sill"},
        {"oldpassword": PASSPHRASE, "password1": "short"},
        {"oldpassword": PASSPHRASE, "password1": "\0" * 12},
        {"oldpassword": "\0", "password1": ""},
    ],
)
def test_a_passphrase_that_cannot_be_changed_says_why(sign_in: Callable[[], Client], answers: dict[str, str]) -> None:
    answer = sign_in().post("/accounts/password/change/", answers)
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()


def test_a_closed_account_is_signed_out_everywhere(
    nia: User, sign_in: Callable[[], Client], told: list[tuple[int, str]]
) -> None:
    client = sign_in()
    told.clear()
    nia.is_active = False
    nia.save()
    assert (nia.pk, "session.ended") in told
    assert not is_signed_in(client)
    assert not is_signed_in(sign_in())


def test_a_deleted_account_is_signed_out(nia: User, sign_in: Callable[[], Client]) -> None:
    client = sign_in()
    nia.delete()
    assert not is_signed_in(client)


def test_the_last_use_is_kept_to_ten_minutes(nia: User, sign_in: Callable[[], Client]) -> None:
    client = sign_in()
    client.get("/me/")
    row = UserSession.objects.get()
    session = client.session
    later = timezone.now() + timedelta(minutes=9)
    sessions.note_seen(nia, session, later)
    assert UserSession.objects.get().last_seen_at == row.last_seen_at
    later += timedelta(minutes=2)
    sessions.note_seen(nia, session, later)
    assert UserSession.objects.get().last_seen_at == later

"""Sockets ask for a renewed yes when the terms change, as pages do: at the door, at each act and at each heartbeat."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Document, SiteSettings, User
from apps.accounts.services.consent import HAS_CONSENTED_SQL, missing_documents, record_consent
from apps.core.socket_sessions import SocketUser, refused_among
from apps.core.sockets import CloseCode
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.services import seats
from tests.accounts.factories import make_user
from tests.live import AT_ONCE, LiveApp
from tests.meetings.factories import make_meeting
from tests.messaging.tabs import cookie_of, open_tab


def change_terms() -> None:
    site = SiteSettings.load()
    site.terms_version += 1
    site.save()


def agree_anew(user: User) -> None:
    record_consent(user, [Document.TERMS], SiteSettings.load())


def test_a_changed_text_closes_the_door_of_the_chat_until_it_is_agreed_to(live_app: LiveApp, bob: User) -> None:
    change_terms()
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        assert tab.close_code() == 4403
    agree_anew(bob)
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.send(type="ping")
        tab.until("pong")


def test_an_open_chat_ends_at_the_next_act(live_app: LiveApp, bob: User, group: Group) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.send(type="ping")
        tab.until("pong")
        change_terms()
        tab.send(type="room.close", room="1" * 12)
        assert tab.close_code() == 4403


def test_an_open_chat_in_which_nothing_is_done_ends_at_the_next_heartbeat(live_app: LiveApp, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.send(type="ping")
        tab.until("pong")
        change_terms()
        assert tab.close_code(seconds=16) == 4403


def test_a_meeting_is_refused_and_an_open_one_ends(live_app: LiveApp, alice: User, group: Group) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=5))
    seats.enter(read_access(alice, group), meeting, agreement_version=1)
    address, cookie = f"{live_app.socket_url}meetings/{meeting.public_id}/", cookie_of(alice)
    with open_tab(address, cookie, live_app.url) as tab:
        tab.until("meeting.state")
        change_terms()
        assert tab.close_code(seconds=AT_ONCE) == 4403
    with open_tab(address, cookie, live_app.url) as tab:
        assert tab.close_code() == 4403


def withdraw(user: User, document: Document) -> None:
    user.consents.filter(document=document).update(withdrawn_at=timezone.now())


def with_newer_versions(user: User) -> None:
    SiteSettings(pk=1, terms_version=4, privacy_version=7).save()
    record_consent(user, [Document.TERMS, Document.SENSITIVE], SiteSettings.load())


CASES: dict[str, tuple[Callable[[User], object], bool]] = {
    "as at sign-up": (lambda _: None, True),
    "nothing said": (lambda user: user.consents.all().delete(), False),
    "terms changed": (lambda _: SiteSettings(pk=1, terms_version=2).save(), False),
    "privacy page changed": (lambda _: SiteSettings(pk=1, privacy_version=2).save(), False),
    "both agreed to anew": (with_newer_versions, True),
    **{f"{document} withdrawn": (partial(withdraw, document=document), False) for document in Document},
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_pages_and_sockets_have_one_rule(case: str) -> None:
    user = make_user("somebody")
    happens, is_enough = CASES[case]
    happens(user)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HAS_CONSENTED_SQL} FROM accounts_user u WHERE u.id = %s", [user.pk])
        assert cursor.fetchone() == (is_enough,)
    assert (not missing_documents(user, SiteSettings.load())) is is_enough


@pytest.mark.django_db
def test_an_ended_session_is_told_from_an_owed_yes(bob: User, carol: User) -> None:
    key = cookie_of(bob).partition("=")[2]
    bobs = SocketUser(bob.pk, key, bob.get_session_auth_hash(), "en", "UTC")
    nobodys = SocketUser(carol.pk, "nosuchkey", carol.get_session_auth_hash(), "en", "UTC")
    assert refused_among([bobs, nobodys]) == {nobodys: CloseCode.SIGNED_OUT}
    change_terms()
    assert refused_among([bobs, nobodys]) == {bobs: CloseCode.NOT_ALLOWED, nobodys: CloseCode.SIGNED_OUT}

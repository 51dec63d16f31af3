"""The page "Me": what is kept, what is refused kindly, and what it never shows."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client, nia: User) -> User:
    client.force_login(nia)
    return nia


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/me/").headers["Location"] == "/accounts/login/?next=/me/"


@pytest.mark.parametrize(
    ("row", "answer", "kept"),
    [
        ("language", {"language": "es"}, {"language": "es"}),
        ("time-zone", {"time_zone": "Asia/Kolkata"}, {"time_zone": "Asia/Kolkata"}),
        ("discretion", {"is_discreet": "yes"}, {"is_discreet": True}),
        ("country", {"country": "IE"}, {"country": "IE"}),
        ("country", {"country": ""}, {"country": ""}),
    ],
)
def test_each_row_is_kept_by_itself(
    client: Client, me: User, row: str, answer: dict[str, str], kept: dict[str, object]
) -> None:
    assert client.post(f"/me/{row}/", answer).headers["Location"] == "/me/"
    me.refresh_from_db()
    assert {name: getattr(me, name) for name in kept} == kept


@pytest.mark.parametrize(
    "value", ["", "\0", "x" * 10_000, "Mars/Olympus", "../../etc/passwd", "xx", "' OR 1=1 --", "🌍"]
)
@pytest.mark.parametrize(
    ("row", "name"),
    [("language", "language"), ("time-zone", "time_zone"), ("discretion", "is_discreet"), ("country", "country")],
)
def test_bad_input_is_answered_beside_the_field(client: Client, me: User, row: str, name: str, value: str) -> None:
    if (row, value) == ("country", ""):
        return
    before = {field: getattr(me, field) for field in ("language", "time_zone", "is_discreet", "country")}
    answer = client.post(f"/me/{row}/", {name: value})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "field__error" in page
    # The row stands open, so that the words are seen.
    assert page.count('<details class="fold" open>') == 1
    me.refresh_from_db()
    assert {field: getattr(me, field) for field in before} == before


@pytest.mark.parametrize("row", ["language", "time-zone", "discretion", "country"])
def test_a_row_is_only_posted(client: Client, me: User, row: str) -> None:
    assert client.get(f"/me/{row}/").status_code == 405


def test_the_chosen_language_speaks_from_the_next_page_on(client: Client, me: User) -> None:
    client.post("/me/language/", {"language": "es"})
    assert '<html lang="es"' in client.get("/me/").content.decode()


def test_the_page_knows_the_persons_address_and_no_number(client: Client, alice: User, group: Group) -> None:
    somebody = make_user("somebody", id=918_273)
    make_membership(somebody, group, "Teasel", id=817_263)
    client.force_login(somebody)
    page = client.get("/me/").content.decode()
    assert page.count(somebody.email) == 1
    assert alice.email not in page
    assert "Teasel" in page
    for secret in ("918273", "817263", str(client.session.session_key)):
        assert secret not in page


def test_no_other_page_of_mine_names_the_address(client: Client, me: User) -> None:
    for path in ("/welcome/", "/me/notices/", "/terms/", "/privacy/", "/help/", "/accounts/password/change/"):
        assert me.email not in client.get(path).content.decode(), path

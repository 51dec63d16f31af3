"""Somebody outside sees a few things by a link: what was chosen, as long as it holds, and nothing else ever."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.fixtures import Settings

from apps.accounts.belongings import belongings
from apps.accounts.models import User
from apps.accounts.services.consent import withdraw_consent
from apps.accounts.services.erasing import ask_erasure, take_back_erasure
from apps.accounts.services.packing import rows_of
from apps.care.rules.plans import mark_of
from apps.care.services.plans import keep_part, remove_plan
from apps.core.errors import NotFound
from apps.groups.models import Group
from apps.journey.errors import AsManyAsFit
from apps.journey.models import Boundary, CheckIn, CloseOne, Milestone, OwnDay, SupporterInvitation
from apps.journey.rules.supporters import LONGEST, Piece
from apps.journey.services.check_ins import Felt, check_in
from apps.journey.services.own_words import Line, keep_boundary
from apps.journey.services.supporter_page import as_told_by, compose
from apps.journey.services.supporters import Offer, find_invitation, forget_ended, invite_supporter
from apps.journey.tasks import forget_invitations as job
from apps.moderation.models import Ban
from config import settings as real_settings
from tests.groups.factories import membership_of
from tests.journey.keeping import begin, keep_everything
from tests.meetings.factories import make_meeting

pytestmark = pytest.mark.django_db

LIST, NEW = "/journey/close/seeing/", "/journey/close/seeing/inviting/"
MARK = re.compile(r'name="shown" value="(\w*)"')
RANDOM = re.compile(r'nonce="[^"]+"|value="\w{64}"')
WORD = "quokkanumbat"
LINK = re.compile(r"http://[\w.:-]+(/shown/[\w-]{43}/)")


@pytest.fixture(autouse=True)
def one_clock() -> Iterator[None]:
    """Its member and the test read the same clock on the wall, whatever the season."""
    with timezone.override("Europe/London"):
        yield


def look(address: str, **headers: str) -> Any:
    return Client(headers=headers).get(f"{address}?open=1")


def read(address: str) -> str:
    answer = look(address)
    assert answer.status_code == 200
    return RANDOM.sub("", answer.content.decode())


def agree(client: Client, where: str, **chosen: object) -> Any:
    """Choose this, look at it, and say yes to what was shown."""
    told = {"name": "Ines", "lasts": "7", "language": "en", **chosen}
    mark = MARK.search(client.post(where, {**told, "act": "show"}).content.decode())
    assert mark
    return client.post(where, {**told, "act": "agree", "shown": mark[1]})


def link_in(answer: Any) -> str:
    found = LINK.search(answer.content.decode())
    assert found
    return found[1]


def everything_of(user: User, word: str) -> dict[str, list[str]]:
    """Keep one of each with this word in it; return what the form offers of it."""
    ids = keep_everything(user, word)
    # The day may end between two steps of a test.
    kept = OwnDay.objects.get(user=user).day
    for days in (-1, 1):
        OwnDay.objects.create(user=user, day=kept + timedelta(days=days), intention=word)
    keep_part(user, "signs", f"{word} signs", drawn_from=mark_of(""))
    return {
        "milestones": [f"milestone:{ids['milestone_id']}"],
        "boundaries": [f"boundary:{ids['boundary_id']}"],
        "plan": ["plan:signs"],
    }


def make(user: User, *pieces: str, **told: Any) -> str:
    """Return the address of an invitation to these pieces."""
    offer = Offer("Ines", pieces, lasts=timedelta(days=7), **told)
    return reverse("shown:supporter_page", args=[invite_supporter(user, offer)[1]])


def test_a_member_chooses_sees_it_first_and_somebody_outside_reads_just_that(
    client: Client, group: Group, bob: User
) -> None:
    meeting = make_meeting(group)
    pieces = everything_of(bob, WORD)
    begin(bob, "Never chosen")
    client.force_login(bob)
    assert NEW in client.get(LIST).content.decode()
    page = client.get(f"{NEW}?for={CloseOne.objects.get().public_id}").content.decode()
    assert f'value="{WORD}"' in page, "one of their people is named already"
    assert re.findall(r'name="(\w+)" value="([^"]*)"[^>]* checked', page) == [("check_ins", "")], "nothing beforehand"
    assert (
        "Nothing is chosen yet" in client.post(NEW, {"name": "Ines", "lasts": "7", "language": "en"}).content.decode()
    )

    chosen = pieces | {"note": "Just so you know", "check_ins": Piece.CHECK_INS_WEEK, "check_ins_with": [Piece.NOTES]}
    chosen |= {"others": [Piece.MEETING, Piece.INTENTION]}
    unseen = client.post(NEW, {"name": "Ines", "lasts": "7", "language": "en", "act": "agree", "shown": "", **chosen})
    assert "nobody sees it yet" in unseen.content.decode()
    assert not SupporterInvitation.objects.exists()
    address = link_in(agree(client, NEW, **chosen))
    assert "Ines" in client.get(LIST).content.decode()
    assert address not in client.get(LIST).content.decode(), "the link is shown once"

    asked = Client().get(address)
    assert WORD not in asked.content.decode(), "what fetches a link to show a picture of it gets nothing"
    said = read(address)
    begins = date_format(timezone.localtime(meeting.starts_at), "DATETIME_FORMAT")
    for words in (f": Heavy. {WORD}", f"{WORD} signs", "Since 7 October 2025.", "Just so you know", begins):
        assert words in said, words
    secrets = [bob.email, membership_of(bob, group).alias, group.name, meeting.series.title, "Ines", "Never chosen"]
    for secret in (*secrets, "Beside", "beside", "Heavy. quokkanumbat. ", "days in all", "hard", meeting.public_id):
        assert secret not in said, secret


def test_the_page_is_the_same_whoever_is_signed_in_and_keeps_nothing(client: Client, bob: User) -> None:
    address = make(bob, Piece.CHECK_INS_WEEK, note="Hola", language="es")
    client.force_login(bob)
    own, other = client.get(f"{address}?open=1"), look(address)
    assert RANDOM.sub("", own.content.decode()) == RANDOM.sub("", other.content.decode())
    assert not other.cookies
    assert not [query["sql"] for query in _queries_of(address) if not query["sql"].startswith(("SELECT", "SAVEPOINT"))]
    assert (other["Cache-Control"], other["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert other["Content-Language"] == "es"
    page = other.content.decode()
    for words in ('lang="es"', "data-kept", 'content="noindex"', 'action="/leave/"', "/help/"):
        assert words in page, words
    assert re.search(r"<title>(Page|Página)</title>", page), "neutral, whether or not catalogues are compiled"
    assert '<link rel="icon" href="/static/page' in page
    assert 'rel="manifest"' not in page
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405


def _queries_of(address: str) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as asked:
        look(address)
    return list(asked.captured_queries)


def test_what_is_taken_out_or_deleted_is_gone_and_what_is_added_to_a_chosen_thing_is_there(
    client: Client, bob: User
) -> None:
    pieces = everything_of(bob, WORD)
    every = [piece for some in pieces.values() for piece in some]
    others = [Piece.CHECK_INS_WEEK, Piece.GOING_ON, Piece.INTENTION]
    address = make(bob, *every, *others)
    invitation = SupporterInvitation.objects.get()
    where = reverse("journey:supporter_invitation", args=[invitation.public_id])
    client.force_login(bob)
    assert client.get(where).content.decode().count(" checked") == len(every) + len(others) + 1
    before = invitation.expires_at
    for change, gone in (
        (lambda: agree(client, where, lasts="0", **pieces, others=[Piece.INTENTION]), "How it is"),
        (lambda: Milestone.objects.all().delete(), "Days that count"),
        (lambda: Boundary.objects.all().delete(), "will and will not"),
        (lambda: remove_plan(bob), "safety plan"),
        (lambda: OwnDay.objects.all().delete(), "mean to do"),
    ):
        assert gone in read(address), gone
        change()
        assert gone not in read(address), gone
    assert "There is nothing to read right now" in read(address)
    invitation.refresh_from_db()
    assert invitation.expires_at == before
    assert CheckIn.objects.exists()
    keep_boundary(bob, Line("willing", "Not chosen"))
    assert "Not chosen" not in read(address)


def test_days_are_those_on_the_members_wall(bob: User) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    check_in(bob, Felt("2", note=WORD), now=noon)
    check_in(bob, Felt("4"), now=noon - timedelta(hours=13))
    for piece, later, said in (
        (Piece.CHECK_INS_TODAY, 0, ["Heavy"]),
        (Piece.CHECK_INS_TODAY, 1, []),
        (Piece.CHECK_INS_WEEK, 5, ["Heavy", "Lighter"]),
        (Piece.CHECK_INS_WEEK, 6, ["Heavy"]),
        (Piece.CHECK_INS_WEEK, 7, []),
        (Piece.NOTES, 0, []),
    ):
        with as_told_by(bob, "en"):
            lines = [
                line for part in compose(bob, [piece], "", now=noon + timedelta(days=later)) for line in part.lines
            ]
        assert [line.partition(": ")[2] for line in lines] == said, (piece, later)


def test_whatever_ends_it_the_link_answers_as_any_that_never_was(client: Client, bob: User) -> None:
    address = make(bob, note=WORD)
    assert WORD in read(address)
    none = reverse("shown:supporter_page", args=["x" * 43])
    invitation = SupporterInvitation.objects.get()

    def assert_closed(why: str) -> None:
        answers = [look(one) for one in (address, none, "/nowhere/")]
        pages = [(answer.status_code, RANDOM.sub("", answer.content.decode())) for answer in answers]
        assert pages[0] == pages[1] == pages[2], why
        assert pages[0][0] == 404, why
        with pytest.raises(NotFound):
            find_invitation(address.split("/")[2])

    ban = Ban.objects.create(user=bob, person="", group=None)
    assert_closed("kept out of the whole site")
    ban.delete()
    ask_erasure(bob, takes_words=True)
    assert_closed("wants to be gone")
    take_back_erasure(bob.pk)
    assert WORD in read(address)
    token = address.split("/")[2]
    assert find_invitation(token, now=invitation.expires_at - timedelta(seconds=1)) == invitation
    with pytest.raises(NotFound):
        find_invitation(token, now=invitation.expires_at)
    bob.refresh_from_db()
    client.force_login(bob)
    old, address = address, link_in(client.post(reverse("journey:supporter_link", args=[invitation.public_id])))
    assert WORD in read(address)
    assert look(old).status_code == 404
    assert client.post(reverse("journey:supporter_end", args=[invitation.public_id])).headers["Location"] == LIST
    assert_closed("ended")
    address = make(bob, note=WORD)
    withdraw_consent(bob)
    assert_closed("agrees to nothing any more")
    bob.delete()
    assert not SupporterInvitation.objects.exists()


def test_guessing_has_a_pace(bob: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"supporter_page": "2/h/key"}
    cache.clear()
    assert [look(reverse("shown:supporter_page", args=[str(n) * 43])).status_code for n in range(3)] == [404, 404, 429]
    assert look(make(bob, note=WORD)).status_code == 429
    assert "supporter_page" in real_settings.ACCOUNT_RATE_LIMITS
    cache.clear()


def test_nobody_brings_in_what_is_anothers_nor_touches_their_invitations(
    client: Client, bob: User, carol: User
) -> None:
    theirs = everything_of(carol, WORD)
    everything_of(bob, "own")
    make(carol, note=WORD)
    client.force_login(bob)
    for name, pieces in theirs.items():
        forced = client.post(NEW, {"name": "Ines", "lasts": "7", "language": "en", "act": "agree", name: pieces})
        if name != "plan":
            assert forced.status_code == 422, name
        assert WORD not in forced.content.decode(), name
    every = [piece for some in theirs.values() for piece in some]
    assert WORD not in repr(compose(bob, [*every, *Piece], ""))
    invitation = SupporterInvitation.objects.get()
    for name in ("invitation", "link", "end"):
        where = reverse(f"journey:supporter_{name}", args=[invitation.public_id])
        assert client.post(where).status_code == 404, name
    assert client.get(f"{NEW}?for={CloseOne.objects.get(user=carol).public_id}").status_code == 404
    assert SupporterInvitation.objects.filter(token_hash=invitation.token_hash).exists()


def test_there_are_five_at_once_for_three_months_at_most_and_the_database_tells_nothing(bob: User) -> None:
    long = Offer(WORD, [f"plan:{WORD}"], WORD, lasts=timedelta(days=400))
    made, token = invite_supporter(bob, long)
    assert made.expires_at - made.made_at < LONGEST + timedelta(minutes=5)
    for _more in range(4):
        make(bob)
    with pytest.raises(AsManyAsFit):
        make(bob)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{SupporterInvitation._meta.db_table}"')  # a name of ours
        rows = b" ".join(bytes(p) if isinstance(p, memoryview) else str(p).encode() for r in cursor for p in r)
    assert WORD.encode() not in rows
    assert token.encode() not in rows
    [packed] = [one for one in belongings() if one.model == "journey.SupporterInvitation"]
    assert [row.name for row in rows_of(packed, bob)].count(WORD) == 1
    assert made.in_words == ["Parts of my safety plan"]
    forget_ended(now=timezone.now() + timedelta(days=8))
    assert SupporterInvitation.objects.get() == made
    SupporterInvitation.objects.update(expires_at=timezone.now())
    make(bob)  # What is over takes no place, and is no page any more.
    job()
    assert SupporterInvitation.objects.exclude(pk=made.pk).count() == 1

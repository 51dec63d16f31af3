"""What Beside leaves in its logs: routes, codes, moments, and one id through page, socket and job; nothing of people."""

import json
import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from io import StringIO
from itertools import count, product

import pytest
import structlog
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from websockets.sync.client import connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.journey.models import Pact, PactDay, PactTerms, SupporterInvitation
from apps.journey.services.pact_asking import OwnPart, accept_pact
from apps.journey.services.supporter_page import as_told_by, compose, mark_of
from apps.journey.services.supporters import Offer, invite_supporter
from apps.meetings.models import Format
from apps.meetings.services import seats
from apps.messaging.services.rooms import chat_room, wall_room
from apps.moderation.models import Action, Appeal, Report
from config import logs
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership
from tests.live import LiveApp, wait_until
from tests.meetings.factories import make_meeting, make_series
from tests.messaging.tabs import Tab, cookie_of
from tests.notifications.push_receiver import Browser

CSRF = "c" * 32
PATIENCE = 60


class Canaries:
    """Gives words that stand nowhere else, each once."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.given: list[str] = []

    def __call__(self, shape: str = "{}") -> str:
        self.given.append(shape.format(f"canary{next(self._numbers)}"))
        return self.given[-1]

    def keep(self, *secrets: str) -> None:
        """Look for these, too."""
        self.given += secrets


class Visit:
    """One person's requests, as a browser without a page makes them."""

    def __init__(self, app: LiveApp, cookie: str = "", **headers: str) -> None:
        self._app = app
        self.headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", **headers}

    def get(self, path: str, **headers: str) -> int:
        return self._ask(path, None, headers)

    def post(self, path: str, **fields: str) -> int:
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
        return self._ask(path, form, {})

    def upload(self, path: str, name: str, description: str) -> int:
        parts = {"csrfmiddlewaretoken": CSRF, "description": description}
        body = "".join(
            f'--edge\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in parts.items()
        )
        body += f'--edge\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\n\r\n{name}\r\n--edge--'
        return self._ask(path, body.encode(), {"Content-Type": "multipart/form-data; boundary=edge"})

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> int:
        request = urllib.request.Request(self._app.url + path, body, self.headers | headers)
        try:
            with urllib.request.build_opener(NoRedirects).open(request, timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def telling_group(word: Canaries) -> Group:
    return make_group(word("{} group"), purpose=word(), joining="open")


def say_everything(his: Visit, word: Canaries, group: Group, other: str) -> set[int]:
    """Fill in every form in which members put words of their own."""
    chat, wall, place = chat_room(group).public_id, wall_room(group).public_id, f"/groups/{group.public_id}"
    return {
        his.post(f"/rooms/{chat}/messages/", client_id="f1", body=word(), content_note=word()),
        his.post(f"/rooms/{chat}/messages/", client_id=word(), body="x", reply_to=word(), pictures=word()),
        his.post(f"/rooms/{wall}/messages/", client_id="f2", body=word()),
        his.post(f"/rooms/{chat}/draft/", body=word()),
        his.post(f"/rooms/{chat}/preview/", body=word()),
        his.post("/me/words/", word=word()),
        his.post(f"{place}/search/", q=word()),
        his.get(f"{place}/search/?q={word()}&after={word()}"),
        his.get(f"/rooms/{chat}/aliases/?q={word()}"),
        his.post(f"{place}/members/{other}/asking/", body=word(), client_id="a1"),
        his.post(f"{place}/wall/memorials/beginning/", name=word(), words=word(), died_on="2025-09-30"),
        his.post(f"{place}/me/", alias=word("Ash {}"), is_sure="on"),
        his.post(f"{place}/me/card/", words=word()),
        his.post(f"{place}/reporting/?member={other}", category="other", words=word()),
        his.post("/reporting/", category="other", words=word(), email=word("{}@example.org")),
        his.post("/journey/check-ins/choices/", words=word()),
        his.post("/journey/check-ins/", feeling="2", going_on=word(), note=word()),
        his.post("/journey/milestones/beginning/", kind="free", name=word(), day="2025-10-07"),
        his.post("/journey/good/", kind="win", words=word()),
        his.post(f"/journey{place}/places/", pacts="2", mentees="1", offer=word()),
        his.post(f"{place}/reporting/members/{other}/apart/", words=word()),
        his.post("/me/notices/devices/", **Browser(word("{}.example"), word("/{}")).form),
        his.upload(f"/rooms/{chat}/pictures/", word("{}.jpg"), word()),
    }


def keep_a_pact(his: Visit, word: Canaries, other: Membership) -> set[int]:
    """Ask for a pact; the other one says yes, and of its first day something is said, and of what comes after it."""
    later = str(timezone.localdate() + timedelta(weeks=8))
    wish = {"days": "0", "review_on": later, "starts_at": "19:00", "ends_at": "22:00"}
    asking = f"/journey/groups/{other.group.public_id}/pacts/{other.public_id}/"
    answers = {his.post(asking, aim=word(), **wish)}
    pact = Pact.objects.get()
    accept_pact(other.user, pact.public_id, OwnPart())
    place = f"/journey/pacts/{pact.public_id}/"
    answers.add(his.post(place, pledge=word(), how="partly", note=word()))
    terms = {"aim": word(), **wish, "starts_at": "18:00"}
    answers.add(his.post(f"{place}terms/", **{f"terms-{name}": value for name, value in terms.items()}))
    kept, proposed = PactDay.objects.get(), PactTerms.objects.get()
    assert {pact.aim, kept.pledge, kept.note, proposed.aim} <= set(word.given)
    return answers


def let_somebody_see(his: Visit, word: Canaries, user: User) -> set[int]:
    """Invite a supporter by form; by another one's link, which is known here, somebody looks."""
    told = {"name": word(), "note": word(), "lasts": "7", "language": "en"}
    with as_told_by(user, "en"):
        shown = mark_of(compose(user, [], told["note"]))
    inviting = "/journey/close/seeing/inviting/"
    answers = {his.post(inviting, **told, act="show"), his.post(inviting, **told, act="agree", shown=shown)}
    invitation = SupporterInvitation.objects.get()
    assert {invitation.name, invitation.note} == {told["name"], told["note"]}
    _made, token = invite_supporter(user, Offer(word(), [], word(), lasts=timedelta(days=1)))
    word.keep(token)
    return answers | {his.get(f"/shown/{token}/?open=1")}


def appeal(his: Visit, word: Canaries, own: Membership, decider: Membership) -> set[int]:
    """Ask that somebody else looks at a warning."""
    warning = Action.objects.create(
        group=own.group, kind=Action.Kind.WARN, actor=decider, target=own, reason=word(), rule=word()
    )
    answer = his.post(f"/me/decisions/{own.group.public_id}/{warning.public_id}/", words=word())
    assert Appeal.objects.get().words in word.given
    return {answer}


def knock_everywhere(app: LiveApp, word: Canaries) -> set[int]:
    """Come with tokens, addresses, codes and headers as a stranger does, right ones and wrong ones."""
    stranger = Visit(app)
    at_the_door = {"email": word("{}@example.org"), "password1": word("{} is long enough")}
    return {
        stranger.post("/accounts/login/", login=word("{}@example.org"), password=word()),
        stranger.post("/accounts/signup/", **at_the_door, terms="on", sensitive="on", adult="on"),
        stranger.post("/accounts/confirm-email/", code=word()),
        stranger.post("/accounts/password/reset/", email=word("{}@example.org")),
        stranger.get(f"/groups/invitations/{word()}/"),
        stranger.post(f"/groups/invitations/{word()}/", alias=word()),
        stranger.get(f"/calendar/{word()}.ics"),
        stranger.get(f"/shown/{word()}/?open={word()}"),
        stranger.post(f"/me/notices/off/{word()}/"),
        stranger.get(f"/attendance/111111111111/{word()}/"),
        stranger.get(f"/nowhere/{word()}/?{word()}={word()}"),
        stranger.get(f"/accounts/login/?next=/{word()}"),
        stranger.get(f"/?choose=zone&zone={word()}"),
        stranger.get("/", **{"User-Agent": word(), "Referer": word("https://x.example/{}"), "X-Forwarded-For": word()}),
        stranger.get("/", Host=word("{}.example")),
        stranger.get("/", Cookie=f"sessionid={word()}; zone={word()}"),
        Visit(app, Origin=word("https://{}.example")).post("/accounts/login/", login="x"),
        Visit(app, Cookie="csrftoken=x", Referer=word("https://x.example/{}")).post("/accounts/login/", login=word()),
    }


def speak(app: LiveApp, cookie: str, path: str, frames: Sequence[Mapping[str, object]], until: str) -> None:
    """Send the frames over a socket that has an id of its own, with broken ones before the last."""
    headers = {"Cookie": cookie, "X-Request-ID": "socket-of-the-canaries", "User-Agent": "canary-of-sockets"}
    with connect(f"{app.socket_url}{path}", origin=Origin(app.url), additional_headers=headers, proxy=None) as line:
        tab = Tab(line)
        for frame in frames:
            line.send(json.dumps(frame))
        tab.until(until, seconds=PATIENCE)


@pytest.fixture
def app(live_app: LiveApp) -> LiveApp:
    live_app.start_all()
    live_app.begin_logs()
    return live_app


def live_a_day(app: LiveApp, word: Canaries) -> set[int]:
    """Send all of it over pages and sockets; return the statuses that came."""
    group = telling_group(word)
    bob, carol = make_user(word()), make_user(word())
    own = make_membership(bob, group, word("Fern {}"))
    other = make_membership(carol, group, word("Reed {}"))
    cookie, room, call = cookie_of(bob), chat_room(group).public_id, f"@{other.alias} {word()}"
    series = make_series(group, word(), format=Format.VIDEO)
    meeting = make_meeting(group, starts_in=timedelta(minutes=5), series=series, own_title=word())
    seats.enter(read_access(bob, group), meeting, agreement_version=1)
    his = Visit(app, cookie)
    answers = say_everything(his, word, group, other.public_id) | knock_everywhere(app, word)
    answers |= keep_a_pact(his, word, other) | let_somebody_see(his, word, bob) | appeal(his, word, own, other)
    assert Report.objects.get(subject=Report.Subject.APART).words in word.given
    said = [
        {"type": word()},
        {"type": "room.open", "room": word()},
        {"type": "room.open", "room": room},
        {"type": "message.send", "room": room, "client_id": word(), "body": "", "kind": word()},
        {"type": "message.send", "room": room, "client_id": "s1", "body": call, "content_note": word()},
    ]
    speak(app, cookie, "", said, "message.sent")
    in_meeting = [{"type": word()}, {"type": "chat.write", "body": word(), "client_id": word()}]
    speak(app, cookie, f"meetings/{meeting.public_id}/", in_meeting, "error")
    page = Visit(app, cookie, **{"X-Request-ID": "page-of-the-canaries"})
    page.post(f"/rooms/{room}/messages/", client_id="f9", body=call)
    word.keep(CSRF, *Session.objects.values_list("session_key", flat=True))
    return answers


def test_fifty_canaries_go_through_page_socket_job_and_error_and_none_is_in_a_log(app: LiveApp) -> None:
    word = Canaries()
    answers = live_a_day(app, word)
    assert {200, 302, 400, 403, 404, 422} <= answers
    assert max(answers) < 500
    assert len(word.given) >= 50
    # One id from what somebody did to the job that it set off.
    for began, name in product(("page-of-the-canaries", "socket-of-the-canaries"), ("web", "worker")):
        wait_until(partial(said_by, app, name, began), seconds=PATIENCE, what=f"{name} says {began}")
    Visit(app).get("/healthz")
    wait_until(partial(said_by, app, "web", "healthz"), seconds=PATIENCE, what="all before it is written")
    for name in ("web", "worker", "beat", "media"):
        written = app.log_of(name).casefold()
        assert written or name in {"beat", "media"}, name
        assert [secret for secret in word.given if secret.casefold() in written] == [], name
        assert "canary" not in written, name
    for name in ("web", "media"):
        assert not re.search(r"\d+\.\d+\.\d+\.(?!0\b)\d+", app.log_of(name)), name


def said_by(app: LiveApp, name: str, words: str) -> bool:
    return words in app.log_of(name)


def line_of(log: logging.Logger, write: Callable[[logging.Logger], object]) -> str:
    """Return what stands in the log when this is written."""
    root, written = logging.getLogger(), StringIO()
    kept = root.handlers, root.level
    try:
        logs.configure("INFO", as_json=True)
        [handler] = root.handlers
        handler.setStream(written)  # type: ignore[attr-defined]  # ours writes to a stream
        write(log)
    finally:
        root.handlers, root.level = kept
        structlog.reset_defaults()
    return written.getvalue()


def fail() -> None:
    try:
        int("canary")
    except ValueError as error:
        raise RuntimeError("canary") from error


@pytest.mark.parametrize(
    ("name", "message", "values"),
    [
        ("apps.any", "it_failed", lambda _: ()),
        ("asyncio", "never retrieved\nfuture: canary", lambda _: ()),
        ("celery.app.trace", "Task %(name)s: %(exc)s", lambda error: ({"name": "a", "exc": repr(error)},)),
        ("celery.worker", "Unknown %s: %s", lambda error: ("a.task", error)),
        ("django.security.Odd", "canary", lambda _: ()),
    ],
)
def test_what_failed_is_logged_with_its_place_and_without_what_it_says(
    name: str, message: str, values: Callable[[Exception], tuple[object, ...]]
) -> None:
    def write(log: logging.Logger) -> None:
        try:
            fail()
        except RuntimeError as error:
            log.error(message, *values(error), exc_info=error)  # noqa: TRY400 - the library's own words

    said = line_of(logging.getLogger(name), write)
    assert "builtins.ValueError" in said
    assert "builtins.RuntimeError" in said
    assert "in fail" in said
    assert "canary" not in said.replace('raise RuntimeError(\\"canary\\")', "").replace('int(\\"canary\\")', "")


@pytest.mark.django_db
def test_a_broken_rule_of_the_database_is_named_without_its_values(bob: User) -> None:
    def write(log: logging.Logger) -> None:
        try:
            with transaction.atomic():
                User.objects.create(email=bob.email)
        except IntegrityError:
            log.exception("not_kept")

    said = line_of(logging.getLogger("apps.any"), write)
    assert "UniqueViolation 23505 accounts_user_email" in said
    assert bob.email not in said

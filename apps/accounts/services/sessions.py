"""A person's sessions: which there are, ending them, and telling every open socket that one has ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.events import SessionRenewed, SessionsEnded, tell_session_renewed, tell_sessions_ended
from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.realtime import tell_user

SEEN_EVERY = timedelta(minutes=10)
_SEEN_KEY = "seen_at"
# A discreet person's session ends so long after they last did something; what they do is written down each minute.
DISCREET_FOR = timedelta(minutes=15)
ACTIVE_EVERY = timedelta(minutes=1)
_ACTIVE_KEY = "active_at"
# However much it is used, a session ends so long after its first page; then one signs in anew.
SIGNED_IN_FOR = timedelta(days=30)
_BEGUN_KEY = "begun_at"
# The keys that it had before, the oldest first: open sockets hold on to them.
_FORMER_KEY = "former_keys"
MOST_FORMER = 5


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session as its owner sees it. `mark` stands for the session in a form: neither its key nor its row number."""

    mark: str
    user_agent: str
    seen_at: datetime
    is_current: bool


def list_sessions(user: User, current_key: str | None) -> list[OwnSession]:
    """Return the person's sessions that still hold, the present one first, then by when they were last used."""
    rows = UserSession.objects.purge_and_list(user)
    sessions = [
        OwnSession(
            mark_of(row.session_key),
            row.user_agent,
            row.last_seen_at,
            row.session_key == current_key,
        )
        for row in rows
    ]
    return sorted(sessions, key=lambda session: (not session.is_current, -session.seen_at.timestamp()))


def end_session(user: User, mark: str) -> None:
    """That session has ended and its sockets know.

    Raises NotFound unless the mark stands for a session of this person.
    """
    rows = [row for row in UserSession.objects.filter(user=user) if mark_of(row.session_key) == mark]
    if not rows:
        raise NotFound
    _end(rows, SessionsEnded(user.pk, mark))


def end_other_sessions(user: User, current_key: str | None) -> None:
    """Every session of the person but the present one has ended and their sockets know."""
    others = UserSession.objects.filter(user=user).exclude(session_key=current_key or "")
    _end(list(others), SessionsEnded(user.pk, mark_of(current_key or ""), are_all_others=True))


def end_all_sessions(user: User) -> None:
    """No session of the person is left."""
    end_other_sessions(user, None)


@transaction.atomic
def renew_session(user: User, session: SessionBase) -> None:
    """The session goes on under a new key; with the one before nobody is signed in any more.

    Sockets that were opened with it stay open: a row without anything in it is left for them, which ends with the session.
    """
    before = session.session_key
    if before is None:
        return
    session.cycle_key()
    former = [*session.get(_FORMER_KEY, []), before]
    session[_FORMER_KEY] = former[-MOST_FORMER:]
    session.save()
    Session.objects.filter(session_key__in=former[:-MOST_FORMER]).delete()
    nothing = _store().encode({})
    Session.objects.create(session_key=before, session_data=nothing, expire_date=session.get_expiry_date())
    UserSession.objects.filter(user=user, session_key=before).update(session_key=session.session_key)
    tell_session_renewed(SessionRenewed(user.pk, mark_of(before), mark_of(session.session_key or "")))


def forget_session(user_id: int, session_key: str) -> None:
    """The session's rows are gone and its sockets know; for the moment in which somebody signs out."""
    _delete_former(session_key)
    _store().delete(session_key)
    UserSession.objects.filter(session_key=session_key).delete()
    tell_sessions_ended(SessionsEnded(user_id, mark_of(session_key)))
    tell_user(user_id, "session.ended")


def delete_expired() -> None:
    """Sessions that are over have no row any more, and neither have the lists of them."""
    _store().clear_expired()
    known = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=known).delete()


def note_seen(user: User, session: SessionBase, now: datetime | None = None) -> None:
    """The session's row says when it was last used, to ten minutes."""
    now = now or timezone.now()
    seen = session.get(_SEEN_KEY, 0)
    if session.session_key and now.timestamp() - seen >= SEEN_EVERY.total_seconds():
        session[_SEEN_KEY] = int(now.timestamp())
        last = _last_moment(session, now)
        if not user.is_discreet and last - now < timedelta(seconds=settings.SESSION_COOKIE_AGE):
            _end_at(session, last)
        UserSession.objects.filter(user=user, session_key=session.session_key).update(last_seen_at=now)


def keep_short(user: User, session: SessionBase, *, is_active: bool, now: datetime | None = None) -> None:
    """A discreet person's session ends by itself after a quarter of an hour in which they did nothing.

    The moment is fixed when they do something: nothing else that is written into the session puts it off. A session
    of whoever is discreet no more lasts as long as any other.
    """
    now = now or timezone.now()
    if not user.is_discreet:
        if session.pop(_ACTIVE_KEY, None) is not None:
            session.set_expiry(settings.SESSION_COOKIE_AGE)
        return
    known = session.get(_ACTIVE_KEY)
    if known is None or (is_active and now.timestamp() - known >= ACTIVE_EVERY.total_seconds()):
        session[_ACTIVE_KEY] = int(now.timestamp())
        _end_at(session, min(now + DISCREET_FOR + ACTIVE_EVERY, _last_moment(session, now)))


def _end_at(session: SessionBase, moment: datetime) -> None:
    session.set_expiry(moment)
    if former := session.get(_FORMER_KEY):
        Session.objects.filter(session_key__in=former).update(expire_date=moment)


def _last_moment(session: SessionBase, now: datetime) -> datetime:
    begun: int = session.setdefault(_BEGUN_KEY, int(now.timestamp()))
    return datetime.fromtimestamp(begun, UTC) + SIGNED_IN_FOR


def mark_of(session_key: str) -> str:
    """Return a name for a session that cannot be turned back into its key."""
    return salted_hmac("apps.accounts.session", session_key, algorithm="sha256").hexdigest()[:24]


@transaction.atomic
def _end(rows: list[UserSession], ended: SessionsEnded) -> None:
    for row in rows:
        _delete_former(row.session_key)
        row.end()
    tell_sessions_ended(ended)
    # Each socket looks its own session up and closes if that is the one that ended.
    tell_user(ended.user_id, "session.ended")


def _delete_former(session_key: str) -> None:
    row = Session.objects.filter(session_key=session_key).first()
    if row is not None and (former := row.get_decoded().get(_FORMER_KEY)):
        Session.objects.filter(session_key__in=former).delete()


def _store() -> SessionBase:
    engine = import_module(settings.SESSION_ENGINE)
    return engine.SessionStore()  # type: ignore[no-any-return]  # the engine is a module named in the settings

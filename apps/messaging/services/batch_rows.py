"""The rows that a batch of drafts is decided by, and the rows it becomes: few, prepared and sent without waiting.

The same questions asked one by one through the ORM cost ten times the CPU, more than telling a hundred people does.
They are in SQL here and nowhere else; what is decided by them is in `posting`. See docs/adr/0011.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import Connection

from apps.accounts.models import User
from apps.core.socket_sessions import SocketUser, question_about, refused_by
from apps.core.sockets import CloseCode
from apps.groups.models import Group, Membership
from apps.messaging.models import Message, Room
from apps.messaging.rules.screening import LONGEST_WINDOW, REPEATS_AMONG, REPEATS_WITHIN

NEVER_BY_ITSELF = 1_000_000  # executions after which psycopg prepares a statement that does not ask for it


@dataclass(slots=True)
class BatchRows:
    """Rooms by public id, locked until commit; active memberships by (user, group), locked FOR SHARE with their group.

    `recent` are the rooms and times of what each author said lately (and once before), `said` the digests of their last
    words, `spoke` those who ever said something in a room of many. `refused` are those of the people asked about whose sockets may not go on. All but the
    locked rows were read after the locks: before them they might be older than what these guard.
    """

    now: datetime
    rooms: dict[str, Room] = field(default_factory=dict)
    members: dict[tuple[int, int], Membership] = field(default_factory=dict)
    recent: dict[int, list[tuple[int, datetime]]] = field(default_factory=dict)
    said: dict[int, list[str]] = field(default_factory=dict)
    spoke: set[int] = field(default_factory=set)
    refused: dict[SocketUser, CloseCode] = field(default_factory=dict)


def read_rows(wanted: Sequence[tuple[int, str]], people: Collection[SocketUser] = ()) -> BatchRows:
    """Lock and return what deciding drafts of these (user, room's public id) needs."""
    users, rooms = _array(user for user, _room in wanted), _array(room for _user, room in wanted)
    with connection.wrap_database_errors:
        pg = _prepared_connection()
        with pg.pipeline():
            # In id order, so that two batches never wait for each other; until commit, so that numbers have no gaps and
            # follow the order of commits. A mute under way is waited for, and then obeyed.
            locked = pg.execute(_lock_rooms(), [rooms], prepare=True)
            shared = pg.execute(_share_members(), [users, rooms], prepare=True)
            recent = pg.execute(_RECENT, [users, rooms, LONGEST_WINDOW, REPEATS_WITHIN, REPEATS_AMONG], prepare=True)
            signed_in = pg.execute(*question_about(people), prepare=True) if people else None
        said = recent.fetchall()
        read = BatchRows(now=said[0][0])
        _take_rooms(read, locked.fetchall())
        _take_members(read, shared.fetchall())
        for _now, author, room, at, words, was_to_many in said:
            if words is not None:
                read.said.setdefault(author, []).append(words)
            elif room is not None:
                read.recent.setdefault(author, []).append((room, at))
                read.spoke.update({author} if was_to_many else ())
        read.refused = refused_by(signed_in.fetchall(), people) if signed_in else {}
    return read


def repeated_rows(rooms: list[int], authors: list[int], clients: list[str], gone: list[str]) -> list[int]:
    """Return the messages in these rooms that have one of the authors' client ids, or one of those that are gone.

    Nearly always there are none, and nothing more is asked.
    """
    with connection.wrap_database_errors:
        asked = [_array(rooms), _array(authors), _array(clients), _array(gone)]
        rows = _prepared_connection().execute(_REPEATED, asked, prepare=True)
        return [row[0] for row in rows.fetchall()]


def save_rows(messages: Sequence[Message]) -> None:
    """The messages are kept, with their ids on them, and their rooms say where they stand now."""
    with connection.wrap_database_errors:
        pg = _prepared_connection()
        with pg.pipeline():
            kept = [pg.execute(_insert(), _values(message), prepare=True) for message in messages]
            for room in {message.room for message in messages}:
                counters = [room.last_number, room.last_change, room.last_posted_at, room.pk]
                pg.execute(_COUNT, counters, prepare=True)
        for message, cursor in zip(messages, kept, strict=True):
            [[message.pk]] = cursor.fetchall()
            message._state.adding, message._state.db = False, connection.alias  # noqa: SLF001 - as Model.from_db does


def _array(values: Iterable[int | str]) -> str:
    """Return the values as PostgreSQL writes an array: psycopg looks at each element of a list to find its type."""
    return f"{{{','.join(_quoted(value) if isinstance(value, str) else str(value) for value in values)}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _prepared_connection() -> Connection[Any]:
    connection.ensure_connection()
    pg: Connection[Any] = connection.connection
    if pg.prepare_threshold is None:
        # Django's default forbids preparing even what asks for it.
        pg.prepare_threshold = NEVER_BY_ITSELF
    return pg


def _take_rooms(read: BatchRows, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        room = _made(Room, row)
        read.rooms[room.public_id] = room


def _take_members(read: BatchRows, rows: Iterable[Sequence[Any]]) -> None:
    groups: dict[int, Group] = {}
    ends = len(_columns(Membership)), len(_columns(Membership)) + len(_columns(Group))
    for row in rows:
        member, group, user = (_made(model, part) for model, part in zip(_READ, _cut(row, *ends), strict=True))
        member.group, member.user = groups.setdefault(group.pk, group), user
        read.members[user.pk, group.pk] = member
    for room in read.rooms.values():
        if room.group_id in groups:
            room.group = groups[room.group_id]


_READ: tuple[type[Model], ...] = (Membership, Group, User)


def _cut(row: Sequence[Any], first: int, second: int) -> tuple[Sequence[Any], ...]:
    return row[:first], row[first:second], row[second:]


def _made(model: type[Model], values: Sequence[Any]) -> Any:
    names, converters = _loading(model)
    if converters:
        values = list(values)
        for place, convert in converters:
            values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, names, values)


@cache
def _loading(model: type[Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    fields = _columns(model)
    converters = [(place, each) for place, one in enumerate(fields) for each in one.get_db_converters(connection)]
    return [one.attname for one in fields], converters


@cache
def _columns(model: type[Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if not one.generated]  # noqa: SLF001 - documented by Django


@cache
def _selected(model: type[Model], alias: str) -> str:
    return ", ".join(f'{alias}."{one.column}"' for one in _columns(model))


@cache
def _lock_rooms() -> str:
    return f"""
        SELECT {_selected(Room, "r")} FROM messaging_room r WHERE r.public_id = ANY(%s::text[])
        ORDER BY r.id FOR NO KEY UPDATE
    """  # noqa: S608 - columns of our own models


@cache
def _share_members() -> str:
    # The group before the memberships, as `groups.services.admission.lock_group` says: locks are taken in this order.
    return f"""
        SELECT {_selected(Membership, "m")}, {_selected(Group, "g")}, {_selected(User, "u")}
        FROM (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::text[])) AS wanted (user_id, room)
        JOIN messaging_room r ON r.public_id = wanted.room
        JOIN groups_group g ON g.id = r.group_id
        JOIN groups_membership m ON m.group_id = r.group_id AND m.user_id = wanted.user_id
        JOIN accounts_user u ON u.id = m.user_id
        WHERE m.ended_at IS NULL
        ORDER BY m.id
        FOR SHARE OF g, m
    """  # noqa: S608 - columns of our own models


# The clock stands in every row, and there is one even where nobody ever said anything.
_RECENT = """
    SELECT clock_timestamp(), author.id, said.room_id, said.posted_at, said.words, place.kind <> 'direct'
    FROM (VALUES (%s::bigint[], %s::text[], %s::interval, %s::interval, %s::int))
        AS asked (users, rooms, longest, alike_within, alike_among)
    LEFT JOIN LATERAL (
        SELECT m.id, clock_timestamp() - greatest(asked.longest, max(r.slow_seconds) * interval '1 second') AS since
        FROM unnest(asked.users, asked.rooms) AS wanted (user_id, room)
        JOIN messaging_room r ON r.public_id = wanted.room
        JOIN groups_membership m ON m.group_id = r.group_id AND m.user_id = wanted.user_id AND m.ended_at IS NULL
        GROUP BY m.id
    ) AS author ON TRUE
    LEFT JOIN LATERAL (
        SELECT room_id, posted_at, NULL AS words
        FROM messaging_message WHERE author_id = author.id AND posted_at > author.since
        UNION ALL
        (SELECT room_id, posted_at, NULL FROM messaging_message
         JOIN messaging_room many ON many.id = room_id AND many.kind <> 'direct'
         WHERE author_id = author.id AND posted_at <= author.since ORDER BY posted_at DESC LIMIT 1)
        UNION ALL
        (SELECT NULL, NULL, md5(lower(body)) FROM messaging_message
         WHERE author_id = author.id AND posted_at > clock_timestamp() - asked.alike_within
         ORDER BY posted_at DESC LIMIT asked.alike_among)
    ) AS said ON TRUE
    LEFT JOIN messaging_room place ON place.id = said.room_id
"""
_REPEATED = """
    SELECT id FROM messaging_message
    WHERE room_id = ANY(%s::bigint[]) AND (
        author_id = ANY(%s::bigint[]) AND client_id = ANY(%s::text[])
        OR author_id IS NULL AND client_id = ANY(%s::text[])
    )
"""
_COUNT = "UPDATE messaging_room SET last_number = %s, last_change = %s, last_posted_at = %s WHERE id = %s"


@cache
def _inserted() -> list[Any]:
    return [one for one in _columns(Message) if not one.primary_key]


@cache
def _insert() -> str:
    names = ", ".join(f'"{one.column}"' for one in _inserted())
    holes = ", ".join(["%s"] * len(_inserted()))
    return f"INSERT INTO messaging_message ({names}) VALUES ({holes}) RETURNING id"  # noqa: S608 - our own columns


def _values(message: Message) -> list[Any]:
    return [one.get_db_prep_save(getattr(message, one.attname), connection) for one in _inserted()]

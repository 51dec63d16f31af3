"""Inside `./dev bench data`: rooms full of messages, and the services' queries timed on them."""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.groups.models import Group, Membership  # noqa: E402
from apps.groups.rules.aliases import fold  # noqa: E402
from apps.groups.services.access import access_of_membership  # noqa: E402
from apps.messaging.models import ReadMark, Room  # noqa: E402
from apps.messaging.rules.search_terms import terms_of  # noqa: E402
from apps.messaging.services.history import changed_after, older_than  # noqa: E402
from apps.messaging.services.reading import unread_counts  # noqa: E402
from apps.messaging.services.search import Asked, readable_rooms, search  # noqa: E402

ROOMS_OF_ONE = 20
RARE = "quixotic"
WARMING, REPEATS = 20, 150
COLUMNS = "public_id, room_id, number, change, author_id, client_id, body, kind, content_note, state, posted_at"


@dataclass
class Timing:
    """One query's times in milliseconds, of all its statements together.

    `server` is what PostgreSQL itself counts for planning and executing, `waited` what passed until it had answered,
    `whole` the function with everything that Python does. `plans` are those of the last turn.
    """

    target: float
    server: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    plans: dict[str, Any] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        """Return medians and 95th percentiles."""
        times = {"server": self.server, "waited": self.waited, "whole": self.whole}
        return {
            name: {"p50": round(sorted(all_)[len(all_) // 2], 3), "p95": round(sorted(all_)[int(len(all_) * 0.95)], 3)}
            for name, all_ in times.items()
        }


def main(count: int, room_count: int, target: Path) -> None:
    """Fill, ask, print and write."""
    dice = random.Random(7)
    started = time.monotonic()
    members = make_groups(room_count)
    fill(count, room_count, members, dice)
    print(f"Filled in {time.monotonic() - started:.0f} s; asking", flush=True)
    timings = ask(dice)
    figures = {name: {"target": one.target, **one.figures(), "plans": one.plans} for name, one in timings.items()}
    print(f"  {'milliseconds, p50 and p95':26} {'PostgreSQL':>16} {'waited for it':>16} {'with Python':>16}")
    for name, one in figures.items():
        columns = " ".join(f"{one[part]['p50']:7.2f} {one[part]['p95']:8.2f}" for part in ("server", "waited", "whole"))
        verdict = "reached" if one["server"]["p95"] < one["target"] else "NOT reached"
        print(f"  {name:26} {columns}  p95 < {one['target']:g} in PostgreSQL: {verdict}")
    target.write_text(json.dumps({"messages": count, "rooms": room_count, "queries": figures}, indent=1))
    print(f"Figures and plans are in {target}.")


def make_groups(count: int) -> list[int]:
    """Return one author of each room, in the rooms' order; one person is in the first twenty."""
    users = User.objects.bulk_create([User(email=f"p{n}@example.org", password="!") for n in range(2)])
    groups = [Group(name=f"Group {n}", purpose="Measured.", time_zone="Europe/London") for n in range(count)]
    Group.objects.bulk_create(groups, batch_size=1000)
    Room.objects.bulk_create([Room(group=group) for group in groups], batch_size=1000)
    authors = [_member(users[0], group, "Bramble") for group in groups]
    Membership.objects.bulk_create(authors, batch_size=1000)
    Membership.objects.bulk_create([_member(users[1], group, "Clover") for group in groups[:ROOMS_OF_ONE]])
    return [author.pk for author in authors]


def _member(user: User, group: Group, alias: str) -> Membership:
    return Membership(user=user, group=group, alias=alias, alias_folded=fold(alias), agreement_version=1)


def fill(count: int, room_count: int, authors: list[int], dice: random.Random) -> None:
    """Spread the messages over the rooms in the order in which they would have been said."""
    words = [
        f"{a}{b}{c}" for a in "bdfgklm" for b in ("a", "e", "io", "u") for c in ("nd", "st", "r", "mble", "ven", "th")
    ]
    first_room = Room.objects.order_by("pk").values_list("pk", flat=True)[0]
    started = time.monotonic()
    with connection.cursor() as cursor:
        for begin in range(0, count, 200_000):
            with cursor.copy(f"COPY messaging_message ({COLUMNS}) FROM STDIN") as copy:
                for n in range(begin, min(begin + 200_000, count)):
                    place, number = n % room_count, n // room_count + 1
                    body = " ".join(dice.choices(words, k=12))
                    if number == 3 and place % 5 == 0:
                        body += f" {RARE}"
                    at = f"2026-{1 + 8 * n // count:02d}-{1 + n % 27:02d} 12:00+00"
                    key = f"{n:012x}"
                    copy.write_row(
                        (key, first_room + place, number, number, authors[place], key, body, "plain", "", "visible", at)
                    )
            done = min(begin + 200_000, count)
            print(f"  {done:,} of {count:,} messages, {done / (time.monotonic() - started):,.0f} a second", flush=True)
        last = "SELECT room_id, max(number) AS number, max(posted_at) AS at FROM messaging_message GROUP BY room_id"
        counters = "last_number = said.number, last_change = said.number, last_posted_at = said.at"
        cursor.execute(f"UPDATE messaging_room r SET {counters} FROM ({last}) said WHERE said.room_id = r.id")  # noqa: S608
        print("  VACUUM ANALYZE", flush=True)
        cursor.execute("VACUUM ANALYZE")


def ask(dice: random.Random) -> dict[str, Timing]:
    """Return the timings of what pages and sockets ask."""
    reader = User.objects.get(email="p1@example.org")
    members = list(Membership.objects.filter(user=reader).select_related("group", "user").order_by("pk"))
    places = [(Room.objects.get(group=member.group), access_of_membership(member)) for member in members]
    for room, access in places:
        ReadMark.objects.create(membership_id=access.membership_id or 0, room=room, number=room.last_number // 2)
        room.group = next(member.group for member in members if member.group_id == room.group_id)
    asked = Asked(terms=terms_of(RARE))

    def place() -> Any:
        return dice.choice(places)

    def look(room: Room, access: Any) -> Any:
        return search(readable_rooms(room.group, access), asked)

    calls: dict[str, tuple[float, Callable[[], Any]]] = {
        "last 50": (1, lambda: older_than(*place())),
        "unread in 20 rooms": (3, lambda: unread_counts(places)),
        "a rare word in a group": (5, lambda: look(*place())),
        "catch-up of 100": (3, lambda: _catch_up(*place())),
    }
    return {name: _timed(target, call) for name, (target, call) in calls.items()}


def _catch_up(room: Room, access: Any) -> Any:
    return changed_after(room, access, max(room.last_change - 100, 0))


def _timed(target: float, call: Callable[[], Any]) -> Timing:
    timing = Timing(target)
    for turn in range(WARMING + REPEATS):
        started = time.perf_counter()
        with _watched() as statements:
            call()
        whole = (time.perf_counter() - started) * 1e3
        if turn >= WARMING:
            timing.whole.append(whole)
            timing.waited.append(sum(spent for _sql, _params, spent in statements))
            timing.plans = {sql: _plan(sql, params) for sql, params, _spent in statements}
            timing.server.append(sum(plan["Planning Time"] + plan["Execution Time"] for plan in timing.plans.values()))
    return timing


type Statement = tuple[str, Any, float]


@contextmanager
def _watched() -> Iterator[list[Statement]]:
    seen: list[Statement] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        started = time.perf_counter()
        result = execute(sql, params, many, context)
        seen.append((sql, params, (time.perf_counter() - started) * 1e3))
        return result

    with connection.execute_wrapper(watch):
        yield seen


def _plan(sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        [[plans]] = cursor.fetchall()
        return dict((json.loads(plans) if isinstance(plans, str) else plans)[0])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

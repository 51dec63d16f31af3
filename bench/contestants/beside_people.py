"""Fills Beside's database with people who are signed in and settled in their rooms; prints where they are.

`python -m bench.contestants.beside_people <shape>:<rooms>:<people a room> …`
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import Consent, Document, SiteSettings, User  # noqa: E402
from apps.groups.models import Agreement, Group, Membership  # noqa: E402
from apps.groups.rules.aliases import fold  # noqa: E402
from apps.messaging.services.rooms import chat_room  # noqa: E402


def main(shapes: list[str]) -> None:
    """Print `{"cookies": […], "rooms": {shape: [[room, [person, …]], …]}}` as JSON."""
    wanted = [(name, int(rooms), int(people)) for name, rooms, people in (shape.split(":") for shape in shapes)]
    users = make_users(max(rooms * people for _name, rooms, people in wanted))
    rooms = {name: make_rooms(name, count, people, users) for name, count, people in wanted}
    print(json.dumps({"cookies": [cookie_of(user) for user in users], "rooms": rooms}))


def make_users(count: int) -> list[User]:
    """Return so many accounts that have said yes to the terms; nobody signs in with a passphrase here."""
    users = [
        User(email=f"person{number}@example.org", password="!", language="en", welcomed_at=timezone.now())
        for number in range(count)
    ]
    User.objects.bulk_create(users)
    site = SiteSettings.load()
    Consent.objects.bulk_create(
        Consent(user=user, document=document, version=site.version_of(document))
        for user in users
        for document in Document.values
    )
    return users


def make_rooms(name: str, count: int, people: int, users: list[User]) -> list[tuple[str, list[int]]]:
    """Return each room's public id and the places of its people in `users`."""
    rooms = []
    for number in range(count):
        group = Group.objects.create(name=f"Bench {name} {number}", purpose="Measured.", time_zone="Europe/London")
        Agreement.objects.create(group=group, version=1, text="What is said here stays here.")
        members = list(range(number * people, (number + 1) * people))
        Membership.objects.bulk_create([member_of(users[place], group, place) for place in members])
        rooms.append((chat_room(group).public_id, members))
    return rooms


def member_of(user: User, group: Group, number: int) -> Membership:
    """Return an unsaved, settled membership."""
    alias = f"Bramble {number}"
    return Membership(
        user=user, group=group, alias=alias, alias_folded=fold(alias), settled_at=timezone.now(), agreement_version=1
    )


def cookie_of(user: User) -> str:
    """Sign the person in and return what their browser would send."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    main(sys.argv[1:])

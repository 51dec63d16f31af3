"""Loads the whole demonstration, or nothing of it."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import SiteSettings
from apps.home.demo.directory import fill_directory
from apps.home.demo.groups import make_group
from apps.home.demo.journey import PLANS, make_journeys, make_pacts
from apps.home.demo.meetings import make_activities, make_meetings
from apps.home.demo.people import make_people
from apps.home.demo.talk import make_talk
from apps.home.demo.wall import make_wall

HERE = Path(__file__).resolve().parent


@transaction.atomic
def load(say: Callable[[str], None]) -> None:
    """Add every fictional person, group, word and meeting, saying how far it is."""
    plans = _read("groups.toml")["group"]
    talk = _read("talk.toml")
    walls = _read("wall.toml")
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "sam@example.org"})
    fill_directory(timezone.localdate())
    people = make_people()
    say(f"{len(people)} people")
    for place, plan in enumerate(plans, start=1):
        group = make_group(plan, people)
        make_talk(group, talk.get(plan["key"], {}).get("messages", []))
        make_wall(group, walls.get(plan["key"], {}))
        make_meetings(group, plan["meetings"])
        make_activities(group, plan.get("activities", []), people)
        make_pacts(group, PLANS["group"].get(plan["key"], {}))
        say(f"group {place} of {len(plans)}")
    make_journeys(people)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))

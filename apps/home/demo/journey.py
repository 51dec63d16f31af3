"""What some fictional members keep of their own way, and what they share of it: dated back from the day of loading."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.care.rules.plans import mark_of
from apps.care.services.plans import keep_part
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.home.demo.talk import moment_of
from apps.journey.models import GoodThing, Pact, PactDay, PeerPlace
from apps.journey.rules.steps import Doing
from apps.journey.services.answering import answer
from apps.journey.services.check_ins import Felt, check_in
from apps.journey.services.close_ones import AboutThem, add_close_one
from apps.journey.services.good_things import Good, keep_good_thing
from apps.journey.services.milestones import Told, begin_milestone
from apps.journey.services.noticing import Wish, begin_noticing
from apps.journey.services.own_days import Said, keep_own_day
from apps.journey.services.own_words import Line, keep_boundary
from apps.journey.services.pact_asking import OwnPart, accept_pact, ask_for_pact
from apps.journey.services.pact_asking import Wish as PactWish
from apps.journey.services.pact_places import Offer, keep_places
from apps.journey.services.pact_telling import count_as_read
from apps.journey.services.peers import enter_peer_circle
from apps.journey.services.slips import HardTime, add_slip
from apps.journey.services.small_steps import put_aside
from apps.journey.services.supporters import Offer as Supporter
from apps.journey.services.supporters import invite_supporter

PLANS = tomllib.loads(Path(__file__).with_name("journey.toml").read_text(encoding="utf-8"))


def make_journeys(people: Mapping[str, User]) -> None:
    """Some have been on their way for weeks; today nobody has said anything yet."""
    for plan in PLANS["person"]:
        user = people[plan["name"]]
        zone = zone_or_utc(user.time_zone)
        _keep_days(user, plan, zone)
        _keep_milestones(user, plan.get("milestones", []), timezone.localdate(timezone=zone))
        _keep_people(user, plan, timezone.localdate(timezone=zone))
        _keep_noticing(user, plan, zone)


def make_pacts(group: Group, plan: Mapping[str, Any]) -> None:
    """Mentors offer themselves in the group, and two members have kept each other company for a while."""
    for mentor in plan.get("mentors", []):
        member = _member(group, mentor["by"])
        keep_places(read_access(member.user, group), Offer(2, 1, mentor["offer"]))
    for told in plan.get("pacts", []):
        asker, asked = _member(group, told["asker"]), _member(group, told["asked"])
        _keep_pact(asker, asked, told, timezone.localdate())


def _keep_days(user: User, plan: Mapping[str, Any], zone: ZoneInfo) -> None:
    for entry in plan.get("check_ins", []):
        check_in(user, Felt(entry["feeling"], entry["on"], entry.get("note", "")), now=moment_of(entry, zone))
    for entry in plan.get("days", []):
        keep_own_day(user, Said(entry["meant"], entry.get("was", "")), now=_noon(entry["ago"], zone))
    for entry in plan.get("good_things", []):
        kept = keep_good_thing(user, Good(entry["kind"], entry["words"]))
        GoodThing.objects.filter(pk=kept.pk).update(kept_at=_noon(entry["ago"], zone))


def _keep_milestones(user: User, entries: list[dict[str, Any]], today: date) -> None:
    for entry in entries:
        day = _ago(today, entry["ago"])
        kept = begin_milestone(user, entry["kind"], Told(entry["name"], day), today=today)
        for slip in entry.get("slips", []):
            add_slip(user, kept.public_id, HardTime(_ago(today, slip["ago"]), note=slip["note"]), today=today)
        if name := entry.get("circle_in"):
            group = Group.objects.get(name=name)
            enter_peer_circle(user, kept.public_id, group.public_id, PeerPlace.CountsFrom.BEGINNING)


def _keep_people(user: User, plan: Mapping[str, Any], today: date) -> None:
    for entry in plan.get("people", []):
        about = {name: entry[name] for name in ("name", "who", "reach", "note", "rhythm") if name in entry}
        add_close_one(user, AboutThem(**about, last_on=_ago(today, entry["ago"])), today=today)
    for entry in plan.get("boundaries", []):
        keep_boundary(user, Line(**entry))
    for entry in plan.get("supporters", []):
        lasts = timedelta(days=entry["lasts"])
        invite_supporter(user, Supporter(entry["name"], entry["pieces"], entry["note"], lasts=lasts))
    for part, words in plan.get("safety_plan", {}).items():
        keep_part(user, part, words, drawn_from=mark_of(""))


def _keep_noticing(user: User, plan: Mapping[str, Any], zone: ZoneInfo) -> None:
    answers = plan.get("answers", [])
    for entry in answers[:1]:
        begin_noticing(user, Wish("4"), now=_noon(entry["ago"], zone))
    for entry in answers:
        answer(user, entry["said"], now=_noon(entry["ago"], zone))
    for step in plan.get("steps_for_later", []):
        put_aside(user, Doing(step))


def _keep_pact(asker: Membership, asked: Membership, told: Mapping[str, Any], today: date) -> None:
    wish = PactWish(told["aim"], told["days"], today + timedelta(days=told["until"]))
    pact = ask_for_pact(read_access(asker.user, asker.group), asked, wish, OwnPart(), today=today)
    accept_pact(asked.user, pact.public_id, OwnPart(time(20), time(22, 30)))
    Pact.objects.filter(pk=pact.pk).update(begun_on=_ago(today, told["begun"]))
    for entry in told["kept"]:
        member = asker if entry["by"] == asker.alias else asked
        words = {name: entry[name] for name in ("pledge", "how", "note") if name in entry}
        PactDay(pact=pact, member=member, day=_ago(today, entry["ago"]), **words).save()
    # They have had it for weeks: nobody is told of it today.
    count_as_read(asker.user, pact)


def _member(group: Group, alias: str) -> Membership:
    return group.memberships.select_related("user", "group").get(alias=alias)


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _noon(ago: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(timezone.localdate(timezone=zone) - timedelta(days=ago), time(12), zone)

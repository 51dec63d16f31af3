"""The fictional groups: who is in them, what they agreed on, when they meet."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Agreement, DutyHours, Group, JoinQuestion, Membership, Topic
from apps.groups.rules.aliases import fold
from apps.groups.services.duty import plan_group

FOUNDED_AGO = timedelta(days=200)


def make_group(plan: Mapping[str, Any], people: Mapping[str, User]) -> Group:
    """Return the group of one plan in groups.toml, with its members."""
    formats = plan["formats"]
    group = Group.objects.create(
        name=plan["name"],
        purpose=plan["purpose"],
        how_it_works=plan["how_it_works"],
        about=plan.get("about", ""),
        language=plan["language"],
        time_zone=plan["time_zone"],
        has_chat="chat" in formats,
        has_voice="voice" in formats,
        has_video="video" in formats,
        joining=plan["joining"],
        is_listed=plan.get("is_listed", True),
        founded_at=timezone.now() - FOUNDED_AGO,
    )
    group.topics.set(Topic.objects.filter(slug__in=plan["topics"]))
    Agreement.objects.create(group=group, version=1, text=plan["agreement"].strip())
    _add_questions(group, plan.get("questions", []))
    _add_duty(group, plan["duty"])
    for member in plan["members"]:
        _add_member(group, member, people[member["person"]])
    plan_group(group)
    return group


def _add_questions(group: Group, questions: list[str]) -> None:
    for position, text in enumerate(questions):
        JoinQuestion.objects.create(group=group, text=text, position=position)


def _add_duty(group: Group, plans: list[dict[str, Any]]) -> None:
    for plan in plans:
        hours = {"starts_at": time.fromisoformat(plan["from"]), "ends_at": time.fromisoformat(plan["until"])}
        DutyHours.objects.bulk_create([DutyHours(group=group, weekday=day, **hours) for day in plan["days"]])


def _add_member(group: Group, member: Mapping[str, Any], user: User) -> None:
    now = timezone.now()
    is_newcomer = member.get("newcomer", False)
    Membership.objects.create(
        user=user,
        group=group,
        alias=member["alias"],
        alias_folded=fold(member["alias"]),
        roles=member.get("roles", []),
        agreement_version=1,
        joined_at=now - (timedelta(hours=20) if is_newcomer else timedelta(days=120)),
        settled_at=None if is_newcomer else now - timedelta(days=110),
    )

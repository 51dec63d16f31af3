"""Somebody who keeps something of every kind."""

from datetime import date

from apps.accounts.models import User
from apps.journey.models import Boundary, CheckIn, CloseOne, GoodThing, Milestone, OwnDay, OwnStarters
from apps.journey.services.answering import answer
from apps.journey.services.check_ins import Felt, check_in, keep_choices
from apps.journey.services.close_ones import AboutThem, add_close_one
from apps.journey.services.good_things import Good, keep_good_thing
from apps.journey.services.milestones import Told, begin_milestone
from apps.journey.services.noticing import Wish, begin_noticing
from apps.journey.services.own_days import Said, keep_own_day, own_days_of
from apps.journey.services.own_words import Line, keep_boundary, keep_starters
from apps.journey.services.slips import HardTime, add_slip

TODAY = date(2026, 11, 23)


def begin(
    user: User,
    name: str = "Without a drink",
    kind: str = "free",
    day: date | None = date(2025, 10, 7),
    today: date = TODAY,
) -> Milestone:
    return begin_milestone(user, kind, Told(name, day), today=today)


def keep_everything(user: User, word: str) -> dict[str, str]:
    """Keep one of each, with this word in everything; return the ids that addresses take."""
    keep_choices(user, word)
    said = check_in(user, Felt("2", [word], word))
    milestone = begin(user, word)
    add_slip(user, milestone.public_id, HardTime(date(2026, 11, 14), note=word), today=TODAY)
    good = keep_good_thing(user, Good("win", word))
    keep_starters(user, word)
    boundary = keep_boundary(user, Line("unwilling", word, word))
    close = add_close_one(user, AboutThem(word, word, word, word, date(2026, 11, 14), "30"), today=TODAY)
    milestone.refresh_from_db()
    keep_own_day(user, Said(word, word))
    begin_noticing(user, Wish("4"))
    return {
        "answer_id": answer(user, [3, 2, 1]).public_id,
        "rule_id": "1" * 12,
        "boundary_id": boundary.public_id,
        "close_id": close.public_id,
        "asked_id": "1" * 12,
        "check_in_id": said.public_id,
        "day_id": own_days_of(user).get().public_id,
        "milestone_id": milestone.public_id,
        "slip_id": milestone.slips[0]["id"],
        "good_id": good.public_id,
    }


def is_anything_left(user_id: int) -> bool:
    return any(
        model.objects.filter(user=user_id).exists()
        for model in (CheckIn, Milestone, GoodThing, CloseOne, Boundary, OwnDay, OwnStarters)
    )

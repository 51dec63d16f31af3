"""The table of states, the order of the queue, and the page that is written from them; no database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.meetings.models import Meeting
from apps.messaging.models import Message
from apps.moderation.models import Appeal, Report
from apps.moderation.rules.cases import CARE, TARGET, Stage, due_at, may_undo, place_in_queue, stage_of
from apps.moderation.rules.states import CASE, CASE_ACTS, Act, states_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATEGORIES = st.sampled_from(Report.Category.values)
AGES = st.timedeltas(timedelta(0), timedelta(days=30))


def test_the_states_document_is_up_to_date() -> None:
    call_command("write_states_doc", "--check")


@pytest.mark.parametrize(
    ("machine", "states"),
    [
        ("A case", Stage),
        ("A report", Report.State.values),
        ("A message", Message.State.values),
        ("A meeting", Meeting.State.values),
        ("An appeal", Appeal.State.values),
    ],
)
def test_every_state_there_is_stands_in_the_table(machine: str, states: list[str]) -> None:
    assert states_of(machine) == set(states)


def test_everything_that_can_happen_has_a_sentence_and_a_case_that_it_can_happen_to() -> None:
    assert set(CASE_ACTS) == set(Act) == {act for moves in CASE.values() for act in moves}


@given(CATEGORIES, AGES, CATEGORIES, AGES)
def test_care_comes_first_and_of_one_kind_the_oldest(one: str, its_age: timedelta, other: str, age: timedelta) -> None:
    first, second = (place_in_queue(kind, NOW - old, NOW) for kind, old in ((one, its_age), (other, age)))
    if one == CARE and other != CARE:
        assert first < second
    if one == other and its_age > age:
        assert first < second


@pytest.mark.parametrize(
    ("state", "hands_until", "stage"),
    [
        ("open", None, Stage.WAITING),
        ("open", NOW, Stage.WAITING),
        ("open", NOW + timedelta(minutes=1), Stage.IN_HAND),
        ("closed", NOW, Stage.CLOSED),
        ("done", None, Stage.DONE),
    ],
)
def test_hands_hold_a_case_until_their_time_is_over(state: str, hands_until: datetime | None, stage: Stage) -> None:
    assert stage_of(state, hands_until, NOW) == stage


def test_the_more_urgent_the_sooner_somebody_should_look() -> None:
    assert min(TARGET, key=lambda category: due_at(category, NOW)) == CARE
    assert due_at("selling", NOW) > due_at("harassment", NOW) > due_at("method", NOW)
    assert [may_undo(moment, NOW) for moment in (None, NOW, NOW - timedelta(seconds=30))] == [False, True, False]

"""How long, and with which words."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.moderation.errors import NotALength, ReasonMissing, ReasonUnusable
from apps.moderation.rules.lengths import LENGTHS, adds_nothing, end_of, require_end
from apps.moderation.rules.words import LONGEST, require_words

NOW = datetime(2026, 11, 22, 20, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("length", LENGTHS)
def test_every_length_ends_on_a_full_minute_that_is_allowed(length: str) -> None:
    end = end_of(length, NOW)
    require_end(end, NOW)
    assert (end.second, end.microsecond) == (0, 0)


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=367)])
def test_end_in_the_past_or_far_away_is_refused(until: datetime) -> None:
    with pytest.raises(NotALength):
        require_end(until, NOW)


@pytest.mark.parametrize(
    ("muted_for", "nothing_new"), [(None, False), (-1, False), (60, False), (1430, True), (1440, True), (9000, True)]
)
def test_mute_that_holds_as_long_already_adds_nothing(muted_for: int | None, nothing_new: bool) -> None:
    muted_until = None if muted_for is None else NOW + timedelta(minutes=muted_for)
    assert adds_nothing(NOW + timedelta(days=1), muted_until) is nothing_new


@pytest.mark.parametrize("words", ["", "  \n\t ", "\u00a0"])
def test_words_are_needed(words: str) -> None:
    with pytest.raises(ReasonMissing):
        require_words(words)


@pytest.mark.parametrize("words", ["a\0b", "\ud83d", "x" * (LONGEST + 1), "x" * 100_000])
def test_words_that_cannot_be_kept_are_refused(words: str) -> None:
    with pytest.raises(ReasonUnusable):
        require_words(words)


def test_words_are_kept_as_they_are_but_for_space_around_them() -> None:
    assert require_words("  Hello 🙂 <b>\n") == "Hello 🙂 <b>"

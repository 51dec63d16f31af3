"""Many who ask at the same time share an answer's cost, and nobody shares another's failure."""

import asyncio

import pytest

from apps.core.gathering import MOST_AT_ONCE, Gathering


class Oracle:
    """Doubles numbers, refuses 1313, and waits until it may go on."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.may_go_on = asyncio.Event()

    async def answer(self, questions: list[int]) -> list[int]:
        self.asked.append(questions)
        await self.may_go_on.wait()
        if 1313 in questions:
            raise ValueError
        return [question * 2 for question in questions]


async def test_what_is_asked_meanwhile_is_asked_together() -> None:
    oracle = Oracle()
    gathering = Gathering(oracle.answer)
    first = asyncio.create_task(gathering.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(gathering.ask(number)) for number in range(2, MOST_AT_ONCE + 4)]
    await asyncio.sleep(0)
    oracle.may_go_on.set()
    assert await asyncio.gather(first, *rest) == [number * 2 for number in range(1, MOST_AT_ONCE + 4)]
    assert list(map(len, oracle.asked)) == [1, MOST_AT_ONCE, 2]


async def test_one_that_fails_fails_alone() -> None:
    oracle = Oracle()
    oracle.may_go_on.set()
    gathering = Gathering(oracle.answer)
    answers = await asyncio.gather(*(gathering.ask(number) for number in (12, 1313, 14)), return_exceptions=True)
    assert (answers[0], answers[2]) == (24, 28)
    assert isinstance(answers[1], ValueError)
    assert await gathering.ask(4) == 8


async def test_whoever_does_not_wait_any_more_holds_up_nobody() -> None:
    oracle = Oracle()
    gathering = Gathering(oracle.answer)
    gone, stays = asyncio.create_task(gathering.ask(1)), asyncio.create_task(gathering.ask(2))
    await asyncio.sleep(0)
    gone.cancel()
    oracle.may_go_on.set()
    assert await stays == 4
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_what_befalls_everybody_is_not_asked_again_for_each() -> None:
    calls = 0

    async def answer(questions: list[int]) -> list[int]:
        nonlocal calls
        calls += 1
        raise ConnectionError

    gathering = Gathering(answer, shared=(ConnectionError,))
    answers = await asyncio.gather(*(gathering.ask(number) for number in range(20)), return_exceptions=True)
    assert {type(one) for one in answers} == {ConnectionError}
    assert calls == 1


async def test_an_answer_too_few_keeps_nobody_waiting() -> None:
    async def answer(questions: list[int]) -> list[int]:
        return questions[1:]

    with pytest.raises(ValueError, match="zip"):
        await asyncio.wait_for(Gathering(answer).ask(1), 30)

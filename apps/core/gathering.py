"""One question for many who ask at the same time: a storm of a thousand costs a few turns, and who asks alone waits for nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

MOST_AT_ONCE = 50
# Seconds in which those who come in a crowd gather for the next turn.
REST = 0.01


@dataclass
class _Waiting[Q, A]:
    questions: list[tuple[Q, asyncio.Future[A]]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None


class Gathering[Q, A]:
    """Gives what was asked while one call of `answer` was under way to the next one, in its order.

    `answer` returns one answer a question. When it raises, each of those who asked is answered alone, and whoever it
    raises for then gets the exception; one of `shared` (the database is away) all of them get at once.
    """

    def __init__(
        self, answer: Callable[[list[Q]], Awaitable[list[A]]], shared: tuple[type[Exception], ...] = ()
    ) -> None:
        self._answer = answer
        self._shared = shared
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Waiting[Q, A]] = WeakKeyDictionary()

    async def ask(self, question: Q) -> A:
        """Return the answer to this question, asked after this call began."""
        loop = asyncio.get_running_loop()
        waiting = self._loops.setdefault(loop, _Waiting())
        future: asyncio.Future[A] = loop.create_future()
        waiting.questions.append((question, future))
        if waiting.task is None or waiting.task.done():
            waiting.task = loop.create_task(self._go_on(waiting))
        return await future

    async def _go_on(self, waiting: _Waiting[Q, A]) -> None:
        while waiting.questions:
            batch, waiting.questions = waiting.questions[:MOST_AT_ONCE], waiting.questions[MOST_AT_ONCE:]
            await self._answer_all([one for one in batch if not one[1].done()])
            if len(batch) > 1:
                await asyncio.sleep(REST)

    async def _answer_all(self, batch: list[tuple[Q, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._answer([question for question, _future in batch]) if batch else []
            for (_question, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
        except Exception as error:  # noqa: BLE001 - it is raised again where it was asked
            open_still = [one for one in batch if not one[1].done()]
            if len(batch) > 1 and not isinstance(error, self._shared):
                for one in open_still:
                    await self._answer_all([one])
                return
            for _question, future in open_still:
                future.set_exception(error)

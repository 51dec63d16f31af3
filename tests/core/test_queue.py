"""Waking a worker never holds up who asks for it."""

import threading
from collections.abc import Iterator

import pytest
from celery import current_app
from django.conf import settings

from apps.core import queue
from tests.live import wait_until


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A broker that does not answer until it is let go."""
    answers = threading.Event()
    monkeypatch.setattr(queue, "_send", lambda *_call: answers.wait(10))
    queue._waker.cache_clear()
    yield answers
    answers.set()
    queue._waker.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_broker_that_does_not_answer_holds_nobody_up(broker: threading.Event) -> None:
    # Outside a transaction this runs at once; more than can wait are let go, and the sweep finds their rows.
    for _ in range(queue.MOST_WAITING + 10):
        queue.enqueue("notifications.mail_notices")
    assert not broker.is_set()


@pytest.mark.django_db(transaction=True)
def test_wake_up_goes_to_the_broker_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def send(_task: str, args: tuple[str], _request_id: str) -> None:
        if args == ("mine",):  # A waker of the test before may still be at work.
            seen.append(current_app.conf.broker_url)

    monkeypatch.setattr(queue, "_send", send)
    queue._waker.cache_clear()
    queue.enqueue("notifications.mail_notices", "mine")
    assert wait_until(lambda: seen) == [settings.CELERY_BROKER_URL]
    queue._waker.cache_clear()

"""A browser that goes away does not cut a page off in the middle."""

import asyncio
import socket
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.patient_pages import Message, Receive, Send, patient
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of


def serve(*messages: Message) -> list[str]:
    """Let a page read these messages and one more; return what it heard of."""
    heard: list[str] = []
    waiting = deque(messages)

    async def receive() -> Message:
        return waiting.popleft()

    async def page(scope: Any, receive: Receive, send: Send) -> None:
        while True:
            heard.append((await receive())["type"])

    async def send(message: Message) -> None:
        """Take the answer."""

    async def run() -> None:
        with pytest.raises((TimeoutError, IndexError)):
            await asyncio.wait_for(patient(page)({"type": "http"}, receive, send), 0.1)

    asyncio.run(run())
    return heard


def test_a_page_hears_nothing_of_a_leaving_after_its_request_was_complete() -> None:
    body = {"type": "http.request", "body": b"", "more_body": False}
    assert serve(body, {"type": "http.disconnect"}) == ["http.request"]


def test_a_page_hears_of_a_leaving_in_the_middle_of_the_request() -> None:
    part = {"type": "http.request", "body": b"a", "more_body": True}
    assert serve(part, {"type": "http.disconnect"}) == ["http.request", "http.disconnect"]


def test_pages_that_nobody_waits_for_end_without_an_error(live_app: LiveApp, bob: User) -> None:
    ask = f"GET / HTTP/1.1\r\nHost: localhost:{live_app.port}\r\nCookie: {cookie_of(bob)}\r\n\r\n".encode()

    def give_up(number: int) -> None:
        with socket.create_connection(("127.0.0.1", live_app.port)) as impatient:
            impatient.sendall(ask)
            time.sleep(number % 20 * 0.01)

    with ThreadPoolExecutor(12) as many:
        list(many.map(give_up, range(60)))
    assert "Exception in ASGI application" not in live_app.log_of("web")

"""Browsers for the stories: one Chromium, a profile of its own for each person, and an eye on what pages do."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from apps.accounts.models import User
from devkit.browser import launch_options, require_chromium
from tests.accounts.factories import PASSPHRASE
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of

# Everything may take its time on a busy machine; what people wait for at most is said where it is asserted.
PATIENCE = 30_000
# Two seconds are promised; here two browsers share two cores with all the rest.
AT_ONCE = 20_000
expect.set_options(timeout=PATIENCE)
FAKE_MEDIA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
EXPECTED = ("Failed to load resource", "WebSocket connection to")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="module")
def browser(live_processes: LiveApp) -> Iterator[Browser]:
    """One Chromium with a fake camera and microphone.

    While it is open an event loop runs in this thread: the ORM must be allowed beside it, tests with a loop of their
    own must wait, and Django would not close the connection that keeps the live database from being copied. So it is
    open for one module alone, and the live database comes first.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=require_chromium(), args=[*launch_options(), *FAKE_MEDIA, *QUIET]
        )
        yield chromium
        chromium.close()


class Watch:
    """Collects what no page of ours may do: leave the origin, break the content policy, throw an error."""

    def __init__(self, app: LiveApp) -> None:
        self._home = urlsplit(app.url).netloc
        self.off_origin: list[str] = []
        self.console: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.console.append(str(error.error)))

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self._home:
            self.off_origin.append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A status of 4xx and a server that is away are what a story may ask for; violations and exceptions never are.
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.console.append(message.text)


@pytest.fixture
def watch(live_app: LiveApp) -> Iterator[Watch]:
    """What the pages of this test did; checked at its end."""
    watched = Watch(live_app)
    yield watched
    assert watched.off_origin == []
    assert watched.console == []


type OpenProfile = Callable[..., Page]


@pytest.fixture
def open_profile(browser: Browser, live_app: LiveApp, watch: Watch, tmp_path: Path) -> Iterator[OpenProfile]:
    """Open a page in a browser profile of its own, as one person has it; options are Playwright's for a context."""
    with ExitStack() as profiles:

        def open_one(**options: Any) -> Page:
            options = {"base_url": live_app.url, "locale": "en-GB", "timezone_id": "Europe/London"} | options
            context = profiles.enter_context(browser.new_context(permissions=["camera", "microphone"], **options))
            context.set_default_timeout(PATIENCE)
            watch.follow(context)
            return context.new_page()

        yield open_one


def sign_in(page: Page, email: str) -> None:
    """Sign in through the form, as a person does."""
    page.goto("/accounts/login/")
    page.get_by_label("Your e-mail").fill(email)
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def carry_session(page: Page, user: User) -> None:
    """Let the page's profile be one in which the person has signed in; how one does that is another story."""
    name, value = cookie_of(user).split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def signed_in(open_profile: OpenProfile, app: LiveApp, user: User, **options: object) -> Page:
    """Return a page of somebody who has signed in."""
    page = open_profile(**options)
    carry_session(page, user)
    return page

"""Leave now in a real browser: covered at once, gone for good, and nothing behind the Back button."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from apps.accounts.models import SiteSettings, User
from tests.e2e.conftest import AT_ONCE, carry_session
from tests.live import LiveApp, wait_until

pytestmark = pytest.mark.browser

AWAY = "https://weather.example/"


class Outside:
    """The neutral page, as far as this test's browser can reach it; remembers what it was told."""

    def __init__(self) -> None:
        self.referrers: list[str | None] = []

    def answer(self, route: Route) -> None:
        self.referrers.append(route.request.headers.get("referer"))
        route.fulfill(body="<title>Weather</title><h1>Rain later</h1>", content_type="text/html")


@pytest.fixture
def outside(live_app: LiveApp) -> Outside:
    SiteSettings.objects.update_or_create(pk=1, defaults={"leave_url": AWAY})
    return Outside()


def open_context(browser: Browser, app: LiveApp, outside: Outside, *, has_scripts: bool = True) -> BrowserContext:
    context = browser.new_context(base_url=app.url, java_script_enabled=has_scripts)
    context.set_default_timeout(10_000)
    context.route(f"{AWAY}**", outside.answer)
    return context


@pytest.fixture
def page(browser: Browser, live_app: LiveApp, outside: Outside, bob: User) -> Iterator[Page]:
    context = open_context(browser, live_app, outside)
    page = context.new_page()
    carry_session(page, bob)
    page.goto("/me/")
    yield page
    context.close()


def leave_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Leave now")


def is_signed_in() -> bool:
    return Session.objects.exists()


def test_one_press_covers_goes_and_leaves_nothing_behind(page: Page, outside: Outside) -> None:
    page.goto("/help/")
    page.goto("/me/")
    page.evaluate("localStorage.setItem('draft', 'words'); sessionStorage.setItem('draft', 'words')")
    is_covered = page.evaluate(
        "() => { document.querySelector('leave-now button').click(); return document.documentElement.hidden }"
    )
    assert is_covered

    page.wait_for_url(AWAY)
    assert outside.referrers == [None]
    wait_until(lambda: not is_signed_in(), what="the session is gone")

    page.go_back()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.locator("nav.nav").count() == 0
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies(page.url) == []


def test_shift_alone_three_times_does_the_same(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url(AWAY)
    wait_until(lambda: not is_signed_in(), what="the session is gone")


def test_typing_capitals_does_not(page: Page) -> None:
    page.keyboard.type("I AM HERE")
    page.keyboard.press("Shift+A")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")

    assert not page.evaluate("document.documentElement.hidden")
    assert page.url.endswith("/me/")


def test_three_presses_spread_over_more_than_five_seconds_do_not(page: Page) -> None:
    # In one breath: were the window to lose the focus in between, the count would rightly start anew.
    hidden = page.evaluate("""async () => {
        await customElements.whenDefined("leave-now");
        const press = (at) => ["keydown", "keyup"].forEach((type) => dispatchEvent(
            Object.defineProperty(new KeyboardEvent(type, { key: "Shift" }), "timeStamp", { value: at })));
        [0, 3000, 5500].forEach(press);
        const before = document.documentElement.hidden;
        press(6000);
        return [before, document.documentElement.hidden];
    }""")

    assert hidden == [False, True]


def test_cameras_stop_and_connections_close(page: Page, live_app: LiveApp) -> None:
    modules = [live_app.static("js/lib/media.js"), live_app.static("js/lib/sockets.js")]
    state = page.evaluate(
        """async (modules) => {
        const [{ holdStream }, { holdConnection }] = await Promise.all(modules.map((module) => import(module)));
        const stream = holdStream(document.createElement("canvas").captureStream());
        const socket = holdConnection({ isClosed: false, close() { this.isClosed = true } });
        document.querySelector("leave-now button").click();
        return [stream.getTracks()[0].readyState, socket.isClosed];
    }""",
        modules,
    )

    assert state == ["ended", True]


def test_another_tab_goes_too(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/me/")

    leave_button(page).click()

    other.wait_for_url(AWAY)


def test_it_works_without_scripts(browser: Browser, live_app: LiveApp, outside: Outside, bob: User) -> None:
    context = open_context(browser, live_app, outside, has_scripts=False)
    page = context.new_page()
    carry_session(page, bob)
    page.goto("/me/")

    leave_button(page).click()

    page.wait_for_url(AWAY)
    assert outside.referrers == [None]
    assert not is_signed_in()
    page.go_back()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    context.close()


def test_offline_it_covers_and_the_next_page_signs_out_first(page: Page) -> None:
    page.context.set_offline(True)
    page.context.unroute(f"{AWAY}**")
    page.evaluate("document.querySelector('leave-now button').click()")
    page.wait_for_function("document.documentElement.hidden || location.protocol === 'chrome-error:'")
    assert is_signed_in()

    page.context.set_offline(False)
    page.goto("/me/")

    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert not is_signed_in()
    assert page.evaluate("localStorage.getItem('leaving')") is None


def test_where_the_server_does_not_answer_all_is_covered_and_gone_before_it_does(page: Page) -> None:
    unanswered: list[Route] = []
    page.context.route("**/leave/", lambda route: unanswered.append(route))  # noqa: PLW0108 - Playwright marks it
    page.evaluate("localStorage.setItem('draft', 'words')")

    left = """() => {
        document.querySelector('leave-now button').click();
        return [document.documentElement.hidden, document.title.trim(), localStorage.getItem('draft')];
    }"""
    assert page.evaluate(left) == [True, "", None]
    page.wait_for_url(AWAY, timeout=AT_ONCE)
    assert len(unanswered) == 1
    assert is_signed_in()

    page.context.unroute("**/leave/")
    page.goto("/me/")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert not is_signed_in()


def test_a_page_kept_by_the_browser_stays_covered_until_it_is_asked_for_anew(page: Page) -> None:
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert page.evaluate("document.documentElement.hidden")

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert not page.evaluate("document.documentElement.hidden")


# Notes every change, and how it was when the page went.
SHOW_AGAIN = """() => {
    const seen = [];
    const note = () => seen.push(document.documentElement.hidden ? "covered" : "open");
    new MutationObserver(note).observe(document.documentElement, { attributeFilter: ["hidden"] });
    addEventListener("pagehide", () => { note(); sessionStorage.setItem("seen", seen.join(" ")); });
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""


def test_a_page_kept_by_the_browser_that_somebody_left_meanwhile_stays_covered_while_it_is_asked_for_anew(
    page: Page,
) -> None:
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    Session.objects.all().delete()
    page.evaluate("localStorage.clear()")

    page.evaluate(SHOW_AGAIN)

    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('seen')") == "covered"

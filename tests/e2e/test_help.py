"""What workers do in a real browser: help stays when the connection goes, and pushes follow the browser."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.notifications.models import PushDevice
from apps.notifications.services.push_devices import DEVICE_COOKIE, switch_on
from tests.e2e.conftest import OpenProfile, carry_session
from tests.live import LiveApp, wait_until
from tests.notifications.push_receiver import Browser as Subscribed

pytestmark = pytest.mark.browser

KEPT = "caches.open('help-1').then(shelf => shelf.match('/help/')).then(page => page ? page.text() : '')"
IS_KEPT = "file => caches.open('help-1').then(shelf => shelf.match(file)).then(Boolean)"
WORKER = "navigator.serviceWorker.ready.then(one => one.active.state)"
# As the browser tells its worker. What it made itself may ask to be waited for; of what a test made this takes the place.
OTHER_ADDRESS = """async ([old, { endpoint, ...keys }]) => {
    const event = new ExtendableEvent("pushsubscriptionchange");
    const renewed = new Promise((waitUntil) => Object.assign(event, { waitUntil }));
    const newSubscription = { toJSON: () => ({ endpoint, keys }) };
    dispatchEvent(Object.assign(event, { oldSubscription: { endpoint: old }, newSubscription }));
    await renewed;
}"""
FILES = "caches.keys().then(names => names.length)"


def test_help_is_kept_for_when_there_is_no_connection_and_holds_nothing_of_the_person(
    open_profile: OpenProfile, live_app: LiveApp, bob: User
) -> None:
    page = open_profile()
    carry_session(page, bob)
    page.goto("/help/?country=IE")
    # Asked from here: Playwright's own waiting takes a promise for a yes.
    wait_until(lambda: "1800 341 900" in page.evaluate(KEPT), what="help is kept")
    wait_until(lambda: page.evaluate(IS_KEPT, live_app.static("icons.svg")), what="its pictures are kept")
    wait_until(lambda: page.evaluate(WORKER) == "activated", what="the worker works")
    kept = page.evaluate(KEPT)
    assert "data-signed-in" not in kept
    assert bob.email not in kept

    page.context.set_offline(True)
    # The worker is a target of its own and may be cut off a moment after the page is; while it still reaches the
    # server it answers with the signed-in page, and keeps anew what that page asks for.
    offline = "/help/?country=IE"
    wait_until(lambda: page.goto(offline) and "data-signed-in" not in page.content(), what="the worker is offline too")
    page.goto("/help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You do not have to do this alone.")
    expect(page.get_by_role("link", name="Call 112")).to_be_visible()


def test_leaving_takes_the_kept_help_away(open_profile: OpenProfile, live_app: LiveApp, bob: User) -> None:
    page = open_profile()
    page.context.route("https://**", lambda route: route.abort())
    carry_session(page, bob)
    page.goto("/help/")
    wait_until(lambda: page.evaluate(FILES) > 0, what="help is kept")
    leave = "module => import(module).then(m => m.leave({ action: '/nowhere/' }, '/healthz'))"
    page.evaluate(leave, live_app.static("js/lib/leaving.js"))
    page.wait_for_url("**/healthz")
    wait_until(lambda: page.evaluate(FILES) == 0, what="nothing is kept any more")


def test_pushes_follow_a_browser_that_gave_itself_another_address(open_profile: OpenProfile, bob: User) -> None:
    old, new = Subscribed("fcm.googleapis.com"), Subscribed("fcm.googleapis.com", "/push/new")
    device = switch_on(bob, old.subscription, session_key="any", name="Chromium")
    page = open_profile()
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": device.public_id, "domain": "localhost", "path": "/"}])
    page.goto("/accounts/login/")
    with page.context.expect_event("serviceworker", lambda one: one.url.endswith("/me/notices/sw.js")) as worker:
        page.evaluate("navigator.serviceWorker.register('/me/notices/sw.js').then(String)")
    worker.value.evaluate(OTHER_ADDRESS, [old.subscription.address, new.form])

    assert PushDevice.objects.get().address == new.subscription.address

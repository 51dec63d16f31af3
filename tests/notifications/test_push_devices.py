"""Switching pushes on for a device, off again, and what ends them: for the person alone, and at known services alone."""

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.services.sessions import end_other_sessions
from apps.core.rotation import sealed_columns
from apps.notifications.models import PushDevice
from apps.notifications.rules.quiet_hours import Quiet
from apps.notifications.rules.web_push import is_push_service, public_key
from apps.notifications.services.push_devices import MOST, give_up, switch_on
from apps.notifications.services.pushes import PushKind, push_shown
from tests.accounts.factories import PASSPHRASE
from tests.notifications.push_receiver import Browser

PAGE, DEVICES = reverse("notifications:settings"), reverse("notifications:devices")
SERVICES = ["push.example", "*.apple.example", "own.example:8443"]


@pytest.fixture(autouse=True)
def services(settings: LazySettings) -> None:
    settings.PUSH_SERVICES = SERVICES


@pytest.fixture
def nias(client: Client, nia: User) -> Client:
    client.force_login(nia)
    return client


def switched_on(client: Client, browser: Browser) -> PushDevice:
    client.post(DEVICES, browser.form, headers={"User-Agent": "Mozilla/5.0 (Android 15) Firefox/140.0"})
    return PushDevice.objects.latest("pk")


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("https://push.example/send/abc?x=1", True),
        ("https://push.example:443/send", True),
        ("https://PUSH.example/send", True),
        ("https://web.apple.example/x", True),
        ("https://own.example:8443/x", True),
        ("http://push.example/send", False),
        ("https://push.example:8443/send", False),
        ("https://own.example/x", False),
        ("https://apple.example/x", False),
        ("https://evilapple.example/x", False),
        ("https://push.example.evil.example/x", False),
        ("https://push.example@evil.example/x", False),
        ("https://evil.example#@push.example/x", False),
        ("https://evil.example\\@push.example/x", False),
        ("https://name:word@push.example/x", False),
        ("https://push.example./x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1]/x", False),
        ("https://[::ffff:10.0.0.1]/x", False),
        ("https://169.254.169.254/latest/meta-data/", False),
        ("https://localhost/x", False),
        ("https://0x7f000001/x", False),
        ("https://2130706433/x", False),
        ("https://push.example", False),
        ("https://push.example/x\r\nHost: evil.example", False),
        ("https://push.example/x y", False),
        ("https://push.exámple/x", False),
        ("https://push.example:port/x", False),
        ("https://[push.example/x", False),
        ("file:///etc/passwd", False),
        ("https://push.example/" + "x" * 1100, False),
        ("", False),
    ],
)
def test_worker_speaks_to_known_services_alone(address: str, is_known: bool) -> None:
    assert is_push_service(address, SERVICES) is is_known


def test_device_is_switched_on_shown_and_switched_off(nias: Client, nia: User, eve: User) -> None:
    before = nias.get(PAGE).content.decode()
    assert "Switch on for this device" in before
    device = switched_on(nias, Browser("push.example"))
    page = nias.get(PAGE).content.decode()
    assert "Firefox on Android" in page
    assert "here and now" in page
    assert "Switch on for this device" not in page
    assert "push.example" not in page
    stranger = Client()
    stranger.force_login(eve)
    off = reverse("notifications:device_removal", kwargs={"device_id": device.public_id})
    assert stranger.post(off).status_code == 404
    assert nias.post(off).status_code == 302
    assert not PushDevice.objects.exists()


def test_page_says_beforehand_what_a_lock_screen_shows_and_is_kind_without_a_script(
    nias: Client, nia: User, settings: LazySettings
) -> None:
    page = nias.get(PAGE).content.decode()
    for kind in PushKind:
        words = push_shown(nia, kind)
        assert words.title in page
        assert words.body in page
    assert f'data-key="{public_key(settings.PUSH_KEY)}"' in page
    assert "<p data-unable>This browser cannot show pushes here." in page
    assert "<p data-ready hidden>" in page


def test_page_says_which_device_could_not_be_reached_any_more(nias: Client) -> None:
    give_up(switched_on(nias, Browser("push.example")))
    page = nias.get(PAGE).content.decode()
    assert "Could not be reached any more" in page
    assert "Switch on for this device" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://push.example/\0"},
        {"endpoint": ""},
        {"p256dh": "BBBB"},
        {"p256dh": "é"},
        {"p256dh": "B" * 87},
        {"auth": "AA"},
        {"auth": "\0"},
        {"auth": "A" * 5000},
    ],
)
def test_what_no_browser_gives_switches_nothing_on(nias: Client, wrong: dict[str, str]) -> None:
    answer = nias.post(DEVICES, Browser("push.example").form | wrong, follow=True)
    assert "Nothing was switched on" in answer.content.decode()
    assert not PushDevice.objects.exists()


def test_address_and_keys_are_sealed(nias: Client) -> None:
    device = switched_on(nias, Browser("push.example"))
    sealed = {column.name for column in sealed_columns()}
    assert {f"notifications_pushdevice.{name}" for name in ("address", "browser_key", "browser_secret")} <= sealed
    assert b"push.example" not in bytes(PushDevice.objects.values_list("address", flat=True).get())
    assert device.address == "https://push.example/push/one"


def _sign_out(client: Client, user: User) -> None:
    client.post(reverse("account_logout"))


def _leave(client: Client, user: User) -> None:
    client.post(reverse("home:leave"))


def _end_others(client: Client, user: User) -> None:
    end_other_sessions(user, "another")


def _deactivate(client: Client, user: User) -> None:
    user.is_active = False
    user.save()


@pytest.mark.parametrize("what", [_sign_out, _leave, _end_others, _deactivate])
def test_nothing_is_pushed_where_somebody_was_signed_out(
    nias: Client, nia: User, what: Callable[[Client, User], None]
) -> None:
    switched_on(nias, Browser("push.example"))
    what(nias, nia)
    assert not PushDevice.objects.exists()


def test_ending_the_others_leaves_this_device(nias: Client, nia: User) -> None:
    device = switched_on(nias, Browser("push.example"))
    switch_on(nia, Browser("push.example", "/two").subscription, session_key="elsewhere", name="Laptop")
    end_other_sessions(nia, nias.session.session_key)
    assert PushDevice.objects.get() == device


def test_device_goes_with_the_session_opened_there_last(nias: Client, nia: User, eve: User) -> None:
    switched_on(nias, Browser("push.example"))
    nias.session.flush()  # It ran out by itself: pushes go on.
    del nias.cookies["sessionid"]
    assert PushDevice.objects.exists()
    nias.post(reverse("account_login"), {"login": nia.email, "password": PASSPHRASE})
    assert nias.get(PAGE).status_code == 200
    nias.post(reverse("account_logout"))
    assert not PushDevice.objects.exists()
    nias.force_login(nia)
    switched_on(nias, Browser("push.example"))
    del nias.cookies["sessionid"]
    nias.post(reverse("account_login"), {"login": eve.email, "password": PASSPHRASE})
    assert not PushDevice.objects.exists()


def test_one_browser_is_one_person_s_and_ten_are_enough(nia: User, eve: User) -> None:
    shared = Browser("push.example")
    switch_on(eve, shared.subscription, session_key="a", name="Phone")
    for number in range(MOST + 1):
        switch_on(nia, Browser("push.example", f"/{number}").subscription, session_key="b", name="Phone")
    switch_on(nia, shared.subscription, session_key="b", name="Phone")
    assert PushDevice.objects.filter(user=nia).count() == MOST
    assert not PushDevice.objects.filter(user=eve).exists()


def test_browser_that_gives_itself_another_address_is_followed_there(nias: Client, nia: User) -> None:
    old, new = Browser("push.example"), Browser("push.example", "/push/new")
    device = switched_on(nias, old)
    renewal = reverse("notifications:device_renewal")
    given = new.form | {"old": old.subscription.address}
    assert Client().post(renewal, given).status_code == 404
    assert nias.post(renewal, given | {"old": "https://push.example/another"}).status_code == 404
    assert nias.post(renewal, given | {"endpoint": "https://127.0.0.1/x"}).status_code == 422
    nias.session.flush()  # It ran out by itself: pushes go on.
    assert nias.post(renewal, given).status_code == 204
    found = PushDevice.objects.get()
    assert (found.pk, found.user, found.address) == (device.pk, nia, new.subscription.address)
    worker = nias.get(reverse("notifications:push_worker")).content.decode()
    assert 'addEventListener("pushsubscriptionchange"' in worker
    assert renewal in worker


def test_worker_is_the_same_for_everybody(client: Client, db: None) -> None:
    answer = client.get(reverse("notifications:push_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "caches" not in answer.content.decode()


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        ("2026-11-20T21:59:00+00:00", "2026-11-20T22:00:00+00:00"),
        ("2026-11-20T22:00:00+00:00", "2026-11-20T22:00:00+00:00"),
        ("2026-11-20T22:01:00+00:00", "2026-11-21T22:00:00+00:00"),
        ("2026-10-25T00:30:00+00:00", "2026-10-25T22:00:00+00:00"),
        ("2026-03-29T20:30:00+00:00", "2026-03-29T21:00:00+00:00"),
    ],
)
def test_next_quiet_hours_begin_by_the_clock_on_the_wall(moment: str, begins: str) -> None:
    quiet = Quiet(time(22), time(7), ZoneInfo("Europe/London"))
    assert quiet.next_start(datetime.fromisoformat(moment)) == datetime.fromisoformat(begins)

"""The devices on which somebody is shown pushes: switched on there, off from anywhere, and given up when unreachable."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.events import SessionRenewed, SessionsEnded
from apps.accounts.models import User
from apps.accounts.services.sessions import mark_of
from apps.core.errors import Invalid, NotFound
from apps.notifications.models import PushDevice
from apps.notifications.rules.web_push import Subscription, is_push_service, is_usable

MOST = 10
# Names the device to us, so that whoever signs in there again, and out, is known to do so on it.
DEVICE_COOKIE = "device"
# A service may be away, and refuse us for a while; after so long without one success nothing is tried any more.
FAILS_AT_MOST = timedelta(days=3)


@transaction.atomic
def switch_on(user: User, subscription: Subscription, *, session_key: str, name: str) -> PushDevice:
    """Pushes come to this device from now on, for this person alone.

    Raises Invalid for an address that is no known push service's, and for keys that are none.
    """
    _refuse_unknown(subscription)
    mark = _mark_of(subscription.address)
    # One browser has one address: whoever had switched it on there before is shown nothing there any more.
    PushDevice.objects.filter(address_mark=mark).delete()
    kept = list(devices_of(user).values_list("pk", flat=True)[: MOST - 1])
    PushDevice.objects.filter(user=user).exclude(pk__in=kept).delete()
    return PushDevice.objects.create(
        user=user,
        name=name,
        address_mark=mark,
        session_mark=mark_of(session_key),
        address=subscription.address,
        browser_key=subscription.key,
        browser_secret=subscription.secret,
    )


@transaction.atomic
def renew(device_id: str, old_address: str, subscription: Subscription) -> None:
    """A browser has another address for its pushes now; whoever names the device and its old one is that browser.

    Raises NotFound unless both belong together, and Invalid like `switch_on`.
    """
    _refuse_unknown(subscription)
    found = reachable_devices().select_for_update().filter(public_id=device_id, address_mark=_mark_of(old_address))
    device = found.first()
    if device is None:
        raise NotFound
    mark = _mark_of(subscription.address)
    PushDevice.objects.filter(address_mark=mark).exclude(pk=device.pk).delete()
    device.address_mark, device.address = mark, subscription.address
    device.browser_key, device.browser_secret = subscription.key, subscription.secret
    device.failing_since = None
    device.save(update_fields=["address_mark", "address", "browser_key", "browser_secret", "failing_since"])


def switch_off(user: User, device_id: str) -> None:
    """Nothing is kept of that device, and nothing is pushed to it. Raises NotFound unless it is one of theirs."""
    deleted, _ = PushDevice.objects.filter(user=user, public_id=device_id).delete()
    if not deleted:
        raise NotFound


def devices_of(user: User) -> QuerySet[PushDevice]:
    """Return the person's devices, the latest first, those that could not be reached any more too."""
    return PushDevice.objects.filter(user=user).order_by("-created_at", "-pk")


def reachable_devices() -> QuerySet[PushDevice]:
    return PushDevice.objects.filter(off_since=None)


def follow_sign_in(user: User, device_id: str, session_key: str) -> None:
    """The device from which somebody signed in goes with this session now; another person's on it is no more."""
    device = PushDevice.objects.filter(public_id=device_id)
    device.exclude(user=user).delete()
    device.update(session_mark=mark_of(session_key))


def forget_ended(ended: SessionsEnded) -> None:
    """Nothing is pushed where somebody was signed out."""
    devices = PushDevice.objects.filter(user=ended.user_id)
    if ended.are_all_others:
        devices.exclude(session_mark=ended.mark).delete()
    else:
        devices.filter(session_mark=ended.mark).delete()


def follow_renewed(renewed: SessionRenewed) -> None:
    """The device goes on with its session under the other key."""
    PushDevice.objects.filter(user=renewed.user_id, session_mark=renewed.before).update(session_mark=renewed.after)


def note_taken(devices: Iterable[PushDevice]) -> None:
    """A push service took something for these."""
    well = [device.pk for device in devices if device.failing_since]
    PushDevice.objects.filter(pk__in=well).update(failing_since=None)


def note_failed(device: PushDevice, *, now: datetime | None = None) -> None:
    """Nothing could be sent there just now; too long, and it is given up."""
    moment = now or timezone.now()
    if device.failing_since is None:
        PushDevice.objects.filter(pk=device.pk, failing_since=None).update(failing_since=moment)
    elif moment - device.failing_since > FAILS_AT_MOST:
        give_up(device, now=moment)


@transaction.atomic
def give_up(device: PushDevice, *, now: datetime | None = None) -> None:
    """Nothing is sent there any more; its person finds in the list of their devices since when."""
    found = PushDevice.objects.select_for_update().filter(pk=device.pk, off_since=None).first()
    if found is None:
        return
    found.off_since = now or timezone.now()
    found.address = found.browser_key = found.browser_secret = ""
    found.save(update_fields=["off_since", "address", "browser_key", "browser_secret"])


def _refuse_unknown(subscription: Subscription) -> None:
    if not (is_push_service(subscription.address, settings.PUSH_SERVICES) and is_usable(subscription)):
        raise Invalid


def _mark_of(address: str) -> str:
    return salted_hmac("apps.notifications.push_address", address, algorithm="sha256").hexdigest()

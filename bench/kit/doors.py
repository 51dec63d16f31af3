"""Inside `./dev bench accounts`: knocks at every door that takes an address, known and unknown in turns.

`python -m bench.kit.doors <tries>` prints the medians as JSON. The real hash, mail, sessions and limits' code; the
limits themselves are off, because it knocks more often than anybody may.
"""

import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from apps.accounts.models import SiteSettings, User  # noqa: E402
from apps.accounts.services.consent import record_consent  # noqa: E402

PASSPHRASE = "a quiet lamp in the window"  # noqa: S105 - opens what is thrown away in a minute
CONSENT = {"terms": "on", "sensitive": "on", "adult": "on"}
type Door = Callable[[Client, str], float]


def person(email: str, hashed: str) -> User:
    """Return somebody who has come in before."""
    user = User.objects.create(email=email, password=hashed, language="en", time_zone="Europe/London")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record_consent(user, ["terms", "sensitive", "adult"], SiteSettings.load())  # type: ignore[list-item]  # their values
    return user


def posting(path: str, field: str, expected: int, **fields: str) -> Door:
    """Return the door of one form: how many seconds its answer takes."""

    def knock(client: Client, email: str) -> float:
        began = time.perf_counter()
        answer = client.post(path, {field: email, **fields})
        spent = time.perf_counter() - began
        if answer.status_code != expected:
            raise SystemExit(f"{path} answered {answer.status_code} in place of {expected}")
        return spent

    return knock


def asking_for_a_passkey(client: Client, _email: str) -> float:
    """Ask for the options of a sign-in with a passkey: nobody says who they are."""
    began = time.perf_counter()
    client.get("/accounts/2fa/passkeys/login/", headers={"Accept": "application/json"})
    return time.perf_counter() - began


DOORS: dict[str, Door] = {
    "signing in": posting("/accounts/login/", "login", 200, password="not the right passphrase"),
    "signing up": posting("/accounts/signup/", "email", 302, password1=PASSPHRASE, **CONSENT),
    "signing up with a passkey": posting("/accounts/signup/passkey/", "email", 302, **CONSENT),
    "a forgotten passphrase": posting("/accounts/password/reset/", "email", 302),
    "another e-mail": posting("/accounts/email/", "email", 302),
    "options for a passkey": asking_for_a_passkey,
}


def measure(door: Door, tries: int, names: "itertools.count[int]", client: Callable[[], Client]) -> dict[str, float]:
    """Return the medians in milliseconds of tries in turns, each kind as often first as the other."""
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(-3, tries):
        kinds = ["known", "unknown"] if number % 2 else ["unknown", "known"]
        for kind in kinds:
            email = f"known{max(number, 0)}@example.org" if kind == "known" else f"nobody{next(names)}@example.org"
            seconds = door(client(), email)
            # The first ones fill caches.
            if number >= 0:
                spent[kind].append(seconds)
    return {kind: 1000 * statistics.median(times) for kind, times in spent.items()}


def main(tries: int) -> None:
    """Knock everywhere, and print what was found."""
    hashed = make_password(PASSPHRASE)
    for number in range(tries):
        person(f"known{number}@example.org", hashed)
    somebody = Client()
    person("somebody@example.org", hashed)
    somebody.post("/accounts/login/", {"login": "somebody@example.org", "password": PASSPHRASE})
    somebody.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    names = itertools.count()
    found = {
        name: measure(door, tries, names, (lambda: somebody) if name == "another e-mail" else Client)
        for name, door in DOORS.items()
    }
    print(json.dumps(found))


if __name__ == "__main__":
    no_limits = {"ACCOUNT_RATE_LIMITS": False, "MFA_RATE_LIMITS": False, "ACCOUNT_REAUTHENTICATION_TIMEOUT": 3600}
    with override_settings(ALLOWED_HOSTS=["*"], **no_limits):
        main(int(sys.argv[1]))

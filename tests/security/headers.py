"""What stands in the head of every answer: the strictest for all, and here by name whatever may differ.

An address that is not named here is held to the strictest, so that a new one cannot be forgotten.
"""

import re
from typing import Any

PRIVATE = {"private", "no-store"}
# The same for everybody: a browser asks each time, and a shared cache may keep it.
WORKERS = ("care:service_worker", "notifications:push_worker")
PUBLIC_FEEDS = ("meetings:meetings_json", "meetings:meetings_ics")
KEPT_BY = {worker: {"no-cache"} for worker in WORKERS} | {feed: {"public", "max-age=300"} for feed in PUBLIC_FEEDS}
# Camera and microphone, for a page of ours alone.
WITH_DEVICES = ("meetings:room",)
DEVICES = ("camera", "microphone", "display-capture")
NEVER = ("geolocation", "payment", "usb")
ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOTHING_BY_ITSELF = {"default-src", "base-uri", "frame-ancestors"}


def faults(route: str, answer: Any) -> list[str]:
    """Return what is wrong with the head of this answer."""
    found = [f"{name}: {answer.get(name)}" for name, value in ALWAYS.items() if answer.get(name) != value]
    found += _policy(answer.get("Content-Security-Policy", ""))
    is_feed = route in PUBLIC_FEEDS and answer.status_code == 200
    if answer.get("Cross-Origin-Resource-Policy") != ("cross-origin" if is_feed else "same-origin"):
        found.append("Cross-Origin-Resource-Policy")
    kept = set(re.split(r",\s*", answer.get("Cache-Control", "")))
    may_be_kept = KEPT_BY.get(route, PRIVATE) if answer.status_code == 200 else PRIVATE
    if not (kept == may_be_kept or kept >= PRIVATE):
        found.append(f"Cache-Control: {sorted(kept)}")
    if "Access-Control-Allow-Origin" in answer and not is_feed:
        found.append("Access-Control-Allow-Origin")
    return found + _devices(route, answer.get("Permissions-Policy", ""))


def _policy(policy: str) -> list[str]:
    said = dict(part.split(" ", 1) for part in policy.split("; ") if " " in part)
    loose = {name for name in NOTHING_BY_ITSELF if said.get(name) != "'none'"}
    wide = {name for name, value in said.items() if re.search(r"unsafe|\*|https?:|data:|blob:", value)}
    return [f"Content-Security-Policy: {name} {said.get(name)}" for name in sorted(loose | wide)]


def _devices(route: str, policy: str) -> list[str]:
    own = ("()", "(self)") if route in WITH_DEVICES else ("()",)
    allowed = dict.fromkeys(DEVICES, own) | dict.fromkeys(NEVER, ("()",))
    said = dict(part.split("=", 1) for part in policy.split(", ") if "=" in part)
    return [f"Permissions-Policy: {name}" for name, values in allowed.items() if said.get(name) not in values]


def cookie_faults(answer: Any, *, for_scripts: frozenset[str] = frozenset()) -> list[str]:
    """Return what is wrong with the cookies that come with an answer over TLS; `for_scripts`: those that a page reads."""
    found = []
    for name, cookie in answer.cookies.items():
        wanted = {"secure": True, "samesite": "Lax", "path": "/", "domain": ""}
        if name not in for_scripts:
            wanted["httponly"] = True
        # What takes a cookie away has no need of a lock.
        if cookie["max-age"] == 0:
            wanted = {"path": "/", "domain": ""}
        found += [f"{name}: {key} {cookie[key]!r}" for key, value in wanted.items() if cookie[key] != value]
    return found

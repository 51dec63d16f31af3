"""The one assertion of every fault: acknowledged is read, nothing is doubled, and all see one order and one state."""

import re
from collections.abc import Sequence
from time import monotonic, sleep

import pytest

from apps.messaging.models import Message, Room
from tests.faults.pages import Page
from tests.messaging.tabs import Frame

# What depends on who looks, on their time zone, or on whether files were built: the live frame is everybody's, and a test
# that acts itself draws with unbuilt ones.
_PERSONAL = re.compile(
    r'(?<=icons)\.[0-9a-f]{12}(?=\.svg)| message--mine|(?<=>)\d\d:\d\d(?=</time>)| data-mine="[^"]*"| reaction--mine'
    r'|<span class="visually-hidden">, yours</span>|<span class="message__you [^>]*>[^<]*</span>'
)


def settle(pages: Sequence[Page], room: Room, *, seconds: float = 60) -> float:
    """Wait until everything said is acknowledged and every page stands where the room does; return how long it took.

    Nothing is sent for the pages' sake: a page that missed something has to find that out by itself.
    """
    began = monotonic()
    while not _is_settled(pages, room):
        if monotonic() - began > seconds:
            pytest.fail(f"not at rest after {seconds} s: {[_standing(page) for page in pages]}; room {_change(room)}")
        sleep(0.05)
    return monotonic() - began


def _is_settled(pages: Sequence[Page], room: Room) -> bool:
    for page in pages:
        if page.failure:
            raise page.failure
    return not any(page.waiting for page in pages) and {page.change for page in pages} <= {_change(room)}


def _change(room: Room) -> int:
    return Room.objects.values_list("last_change", flat=True).get(pk=room.pk)


def _standing(page: Page) -> str:
    return (
        f"{page.name} at {page.change}, {len(page.waiting)} unacknowledged, refused {dict(page.refusals)},"
        f" {page.breaks} breaks, closed with {dict(page.closings)}, HTTP said {dict(page.statuses)}"
    )


def assert_nothing_lost(pages: Sequence[Page], room: Room) -> None:
    """Check the contract for pages that are at rest and see the whole room.

    Acknowledged ⊆ read, nothing doubled, the same order on every page, on every page what a reader who comes now is
    shown, and each speaker's words in the order they were said.
    """
    kept = list(
        Message.objects.filter(room=room, number__isnull=False).order_by("number").values_list("number", "body")
    )
    assert len({body for _number, body in kept}) == len(kept), "something was doubled"
    for page in pages:
        assert page.order == kept, f"{page.name} sees another order"
        assert set(page.acknowledged) == set(page.said), f"{page.name} was not answered"
        read = {one["body"]: (one["id"], one["number"]) for one in page.messages.values()}
        assert page.acknowledged.items() <= read.items(), f"{page.name} lost what was acknowledged"
        assert_as_fresh(page)
        if page.refusals:
            continue  # What was refused with a reason and said again comes after what was said meanwhile.
        own = [body for _number, body in kept if body in set(page.said)]
        assert own == page.said, f"{page.name}'s words are not in their order"


def assert_as_fresh(page: Page) -> None:
    """Check that old state + frames is what the same person gets who opens the page now."""
    assert is_as_fresh(page), f"{page.name} does not see what a fresh reader sees"


def is_as_fresh(page: Page) -> bool:
    return comparable(page.messages) == comparable(fresh_read(page))


def fresh_read(page: Page) -> dict[str, Frame]:
    """Read the whole room over HTTP with the page's cookie."""
    reader = Page(page.name, page.cookie, page.room, page.site)
    assert reader.catch_up()
    return reader.messages


def comparable(messages: dict[str, Frame]) -> dict[str, Frame]:
    """Leave out of the HTML what depends on who looks."""
    return {key: {name: _plain(value) for name, value in message.items()} for key, message in messages.items()}


def _plain(value: object) -> object:
    return _PERSONAL.sub("", value) if isinstance(value, str) else value

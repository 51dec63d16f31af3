"""What somebody looks for, as the address of what was found carries it: sealed, for them and this group alone.

The words stand in no history, bookmark or log, nothing of them is kept here, and Back and further pages work.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from apps.core.encryption import CannotOpen, Place, open_sealed, seal
from apps.groups.permissions import GroupAccess

PARTS = ("q", "person", "from", "to")


def sealed_search(given: Mapping[str, str], access: GroupAccess) -> str:
    """Return what was asked for as letters that an address can hold."""
    asked = {name: given[name] for name in PARTS if given.get(name)}
    return urlsafe_b64encode(seal(json.dumps(asked).encode(), _place(access))).decode()


def opened_search(letters: str, access: GroupAccess) -> dict[str, str]:
    """Return what was asked for; nothing, where this was not sealed for this person and group."""
    try:
        asked: dict[str, str] = json.loads(open_sealed(urlsafe_b64decode(letters), _place(access)))
    except (CannotOpen, ValueError):
        return {}
    return asked


def _place(access: GroupAccess) -> Place:
    return Place("an address", f"{access.group_id}/{access.user_id}", "search")

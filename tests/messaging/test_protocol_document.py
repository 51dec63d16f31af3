"""What docs/socket-protocol.md tells those who write a client is what they get: fields, codes, frames."""

import inspect
import re
from dataclasses import fields
from types import ModuleType

import pytest

from apps.accounts.models import User
from apps.core import errors as core_errors
from apps.core.errors import DomainError
from apps.groups import errors as group_errors
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.messaging import errors
from apps.messaging.consumers.chat import ANSWERS
from apps.messaging.consumers.incoming import DRAFTED
from apps.messaging.errors import memories, watching
from apps.messaging.models import Message, Room
from apps.messaging.rules.parties import Pictured
from apps.messaging.services.presenting import describe
from apps.messaging.services.rooms import wall_room
from apps.messaging.services.viewing import view_of
from devkit.children import ROOT
from tests.messaging.changing import say

DOCUMENT = (ROOT / "docs/socket-protocol.md").read_text(encoding="utf-8")
# Of pages alone: their forms say them in words.
OF_PAGES = {
    *("no_word", "long_phrase", "too_many_words", "too_new_to_begin", "day_asked_before", "many_days"),
    *("no_address", "care_word", "too_many_watched"),
}


def part(heading: str) -> str:
    return DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def words_in(text: str) -> set[str]:
    """Return what stands in backticks, each word of it."""
    return {word for quoted in re.findall(r"`([^`]+)`", text) for word in re.findall(r"[a-z_.]+", quoted)}


def codes_of(*modules: ModuleType) -> set[str]:
    return {
        found.code
        for module in modules
        for _name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, DomainError)
    }


def with_people(message: Message) -> Message:
    return Message.objects.with_people().select_related("thread").get(pk=message.pk)


@pytest.mark.django_db
def test_the_fields_of_a_message_are_those_that_are_documented(bob: User, group: Group, room: Room) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", part("The fields of a message"), re.MULTILINE)
    documented = {name for row in rows for name in words_in(row)}
    of_everybody = describe(with_people(say(bob, room, "Good morning")))
    on_a_wall = describe(with_people(say(bob, wall_room(group), "A long week")), view_of(read_access(bob, group)))

    assert set(on_a_wall) == documented
    assert documented - set(of_everybody) == {"thread", "mine"}
    assert "{" + ", ".join(field.name for field in fields(Pictured)) + "}" in part("The fields of a message")


def test_every_code_of_the_chat_is_documented_and_no_other() -> None:
    ours, known = codes_of(errors, watching, memories), codes_of(core_errors, group_errors)
    refusals = {"muted", "archived", "room_locked", "unattended", "paused", "not_permitted", "not_found", "invalid"}
    lists = re.findall(r"Codes of errors[^:]*:(.+?)\n\n", DOCUMENT, re.DOTALL)

    assert ours - words_in(DOCUMENT) == OF_PAGES
    assert refusals <= words_in(DOCUMENT) & known
    assert {code for said in lists for code in words_in(said) if "_" in code} <= ours | known


def test_every_frame_that_a_page_can_send_is_documented_with_its_fields() -> None:
    sent = part("From the client")
    message = re.search(r"`message\.send` `\{([^}]+)\}`", sent)

    assert message
    assert set(ANSWERS) <= words_in(sent)
    assert set(DRAFTED) <= set(re.findall(r"\w+", message[1]))

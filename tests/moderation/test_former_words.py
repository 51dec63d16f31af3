"""A report keeps what was said before it was changed, and the name of a page of memory: nobody edits their way out."""

from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.messaging.models import Message
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.memorials import About, begin_memorial
from apps.messaging.services.rooms import chat_room, wall_room
from apps.messaging.services.unsending import unsend_message
from apps.moderation.models import Case
from apps.moderation.services.reporting import Concern, find_reportable_message, report_message
from tests.messaging.conversing import say, signed_in


def reported(user: User, group: Group, message: Message) -> dict[str, object]:
    found = find_reportable_message(group, user, message.public_id)
    snapshot: dict[str, object] = report_message(read_access(user, group), found, Concern("harassment")).snapshot
    return snapshot


def case_page(user: User) -> str:
    return signed_in(user).get(reverse("moderation:case", args=[Case.objects.get().public_id])).content.decode()


def test_words_that_were_changed_before_the_report_are_kept_with_it(
    bob: User, carol: User, mo: User, group: Group
) -> None:
    message = say(carol, chat_room(group), "Words that hurt")
    edit_message(carol.pk, message.public_id, NewWords(body="Have a good day"))
    kept = reported(bob, group, message)
    assert kept["body"] == "Have a good day"
    unsend_message(carol.pk, message.public_id)
    page = case_page(mo)
    assert "Words that hurt" in page


def test_the_name_on_a_page_of_memory_is_kept_with_it(bob: User, carol: User, mo: User, group: Group) -> None:
    opening = begin_memorial(carol.pk, wall_room(group).public_id, "one", About("A name that hurts"), "Words")
    assert reported(bob, group, opening)["memorial"] == "A name that hurts"
    page = case_page(mo)
    assert "A name that hurts" in page

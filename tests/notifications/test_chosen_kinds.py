"""Notices of meetings and tasks go where their person wants them; those of safety and of the account always do."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.services.telling import Change, Touched, tell_coming
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import CHOICE_OF, Chosen, Way, Ways
from apps.notifications.services.choices import keep_choices
from apps.notifications.services.mailing import mail_due_notices
from apps.notifications.services.scopes import may_leave
from apps.notifications.services.sending import notify
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp

pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "notifications" / "kinds"
ALWAYS = ("care_needed", "card_opened", "meeting_frozen", "meeting_word", "member_muted", "second_factor_removed")


@pytest.mark.parametrize("kind", CHOICE_OF)
def test_what_can_be_chosen_is_a_kind_that_there_is(kind: str) -> None:
    assert (TEMPLATES / f"{kind}.html").exists()


@pytest.mark.parametrize("ways", [Ways(), Ways(by_mail=False), Ways(in_page=False, by_push=True)])
def test_a_notice_goes_the_chosen_ways_alone(ways: Ways, nia: User) -> None:
    keep_choices(nia, {Chosen.TASK: ways})
    notice = notify(nia.pk, kind="join_asked", wants_mail=True)
    assert Ways(notice.in_page, notice.wants_mail, notice.push_at is not None) == ways
    assert Notice.objects.get() == notice


def test_whoever_wants_it_nowhere_has_no_notice(nia: User) -> None:
    keep_choices(nia, {Chosen.TASK: Ways(in_page=False, by_mail=False)})
    notify(nia.pk, kind="join_asked", wants_mail=True)
    assert not Notice.objects.exists()


def test_a_choice_about_meetings_says_nothing_of_tasks(nia: User) -> None:
    keep_choices(nia, {Chosen.MEETING: Ways(in_page=False, by_mail=False)})
    assert notify(nia.pk, kind="shift_offered", wants_mail=True).wants_mail


@pytest.mark.parametrize("kind", ALWAYS)
def test_what_is_about_safety_or_the_account_is_nobodys_choice(kind: str, nia: User) -> None:
    keep_choices(nia, dict.fromkeys(Chosen, Ways(in_page=False, by_mail=False)))
    notice = notify(nia.pk, kind=kind, wants_mail=True)
    assert (notice.in_page, notice.wants_mail, notice.push_at is not None) == (True, True, True)
    assert may_leave([notice], Way.MAIL) == [notice]


def test_what_was_chosen_meanwhile_holds_for_a_mail_that_waits(nia: User) -> None:
    notice = notify(nia.pk, kind="join_asked", wants_mail=True)
    keep_choices(nia, {Chosen.TASK: Ways(by_mail=False, by_push=True)})
    assert (may_leave([notice], Way.MAIL), may_leave([notice], Way.PUSH)) == ([], [notice])


def test_a_cancelled_meeting_is_told_here_and_not_by_mail_to_whoever_wants_it_so(group: Group, bob: User) -> None:
    meeting = make_meeting(group)
    make_rsvp(meeting, membership_of(bob, group))
    keep_choices(bob, {Chosen.MEETING: Ways(by_mail=False)})
    tell_coming([Touched(meeting, Change.CANCELLED)])
    assert list(Notice.objects.values_list("kind", "in_page")) == [("meeting_cancelled", True)]
    assert mail_due_notices() == 0
    assert mail.outbox == []

    keep_choices(bob, {Chosen.MEETING: Ways()})
    tell_coming([Touched(meeting, Change.BACK)])
    assert mail_due_notices() == 1

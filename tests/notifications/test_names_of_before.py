"""Notices of before know whom they name: exactly where that can be known, and where it cannot they name nobody."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.notifications.models import Notice
from apps.notifications.services.sending import notify
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting
from tests.meetings.offering import offer

pytestmark = pytest.mark.django_db

STEPS = (
    "apps.groups.migrations.0018_older_notices_know_whom_they_name",
    "apps.meetings.migrations.0013_older_notices_know_whose_title_they_hold",
)


def go() -> None:
    with connection.schema_editor(atomic=False) as editor:
        for step in STEPS:
            import_module(step).name(apps, editor)


def told(user: User, where: Group, kind: str, **details: str) -> Notice:
    return notify(user.pk, kind=kind, scope=where.public_id, details=details)


def left(notice: Notice) -> tuple[list[str], dict[str, object]] | None:
    found = Notice.objects.filter(pk=notice.pk).first()
    return (found.names, found.told) if found else None


def test_an_alias_is_theirs_who_had_it_then_and_whose_it_is_no_more_goes(group: Group, bob: User, carol: User) -> None:
    clover = membership_of(carol, group).public_id
    direct = told(bob, group, "direct_asked", alias="Clover", room="1" * 12)
    former = told(bob, group, "welcomed", alias="Thistle")
    word = told(bob, group, "care_word", **{"from": "Thistle", "words": "How are you?"})
    own = told(bob, group, "member_warned", alias="Bramble", words="Enough.")
    go()
    assert left(direct) == ([clover], {"alias": "Clover", "room": "1" * 12})
    assert left(former) is None
    assert left(word) == ([], {"from": "", "words": "How are you?"})
    assert left(own) == ([], {"alias": "Bramble", "words": "Enough."})

    Notice.objects.update(names=[])
    Membership.objects.filter(public_id=clover).update(alias_changed_at=timezone.now() + timedelta(seconds=1))
    go()
    assert left(direct) is None, "somebody else may have been Clover then"


def test_a_title_is_theirs_who_offers_it_and_of_what_is_gone_none_is_kept(group: Group, bob: User, carol: User) -> None:
    clover, theirs, own = membership_of(carol, group).public_id, offer(carol, group), make_meeting(group)
    details = {"group": group.name, "when": "Monday"}
    address = f"/groups/{group.public_id}/meetings/"

    def of(kind: str, title: str, meeting: str) -> Notice:
        return told(bob, group, kind, meeting=title, link=f"/meetings/{meeting}/", **details)

    offered = of("meeting_reminder", theirs.title, theirs.public_id)
    group_s = of("meeting_reminder", own.title, own.public_id)
    gone = of("meeting_moved", "A walk", "1" * 12)
    cancelled = of("meeting_cancelled", "A walk", "1" * 12)
    word = told(bob, group, "meeting_word", alias="Clover", meeting=own.title, link=f"/meetings/{own.public_id}/after/")
    several, unknown = (
        told(bob, group, "meetings_changed", meeting=title, link=address, **details)
        for title in (theirs.title, "A walk")
    )
    go()
    for notice, names in ((offered, [clover]), (group_s, []), (word, [clover]), (several, [clover])):
        found = left(notice)
        assert found is not None
        assert found[0] == names
        assert found[1]["meeting"]
    assert left(gone) is None
    for notice in (cancelled, unknown):
        assert left(notice) == ([], {"meeting": "", "link": address, **details})

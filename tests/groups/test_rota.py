"""Who is on duty when: shifts by the group's clock, swaps, hand-over notes, and what the group is told of it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import ShiftGone, ShiftUnusable
from apps.groups.models import DutyHours, EndKind, Group, HandOver, Membership, Shift
from apps.groups.permissions import GroupAccess, Role
from apps.groups.rules.duty import WeeklyHours
from apps.groups.services import rota
from apps.groups.services.access import read_access
from apps.groups.services.duty import PlannedHours, alias_on_duty, is_attended, on_duty, plan_group, set_duty_hours
from apps.groups.services.groups import change_group
from apps.groups.services.memberships import end_membership
from apps.groups.services.roles import set_roles
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of

ALL_DAY = [WeeklyHours(day, time(0), time(0)) for day in range(7)]


def every_day(member: Membership | None) -> list[PlannedHours]:
    return [PlannedHours(hours, member.public_id if member else "") for hours in ALL_DAY]


def mine(user: User, group: Group) -> list[Shift]:
    return list(Shift.objects.filter(group=group, member=membership_of(user, group)))


@pytest.fixture
def access(alice: User, group: Group) -> GroupAccess:
    return read_access(alice, group)


@pytest.fixture
def hers(mo: User, group: Group, access: GroupAccess) -> list[Shift]:
    """Mo has every day's shift."""
    set_duty_hours(access, every_day(membership_of(mo, group)))
    group.refresh_from_db()
    return mine(mo, group)


def later(shifts: list[Shift]) -> Shift:
    return next(shift for shift in shifts if shift.starts_at > timezone.now() + timedelta(days=2))


@pytest.mark.django_db
def test_hours_become_shifts_and_nobody_else_is_told_who(group: Group, hers: list[Shift], mo: User, bob: User) -> None:
    assert 14 <= len(hers) <= 16
    assert is_attended(group)
    assert [one.alias for one in on_duty(group)] == ["Saltmarsh"]
    assert alias_on_duty(group) == ""
    page = Client()
    page.force_login(bob)
    assert "Somebody is here at any hour" in page.get(f"/groups/{group.public_id}/chat/").content.decode()

    rota.show_duty(read_access(mo, group), is_shown=True)
    chat = page.get(f"/groups/{group.public_id}/chat/").content.decode()
    assert "Saltmarsh is here now" in chat
    assert "Saltmarsh" not in Client().get(f"/groups/{group.public_id}/").content.decode()


@pytest.mark.django_db
def test_planning_again_adds_nothing_and_keeps_what_people_arranged(
    group: Group, hers: list[Shift], alice: User, mo: User, access: GroupAccess
) -> None:
    swapped = later(hers)
    rota.offer_shift(read_access(mo, group), swapped.public_id)
    rota.take_shift(access, swapped.public_id)
    rota.plan_shifts()
    assert Shift.objects.count() == len(hers)

    set_duty_hours(access, [])
    assert mine(alice, group) == [swapped]
    group.refresh_from_db()
    assert is_attended(group, swapped.starts_at)
    assert not is_attended(group, swapped.ends_at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2027-03-26T12:00", "2027-03-27T23:00", "2027-03-28T01:30"),  # 01:00 becomes 02:00 in that night
        ("2027-03-29T12:00", "2027-04-03T22:00", "2027-04-04T01:30"),
        ("2027-10-29T12:00", "2027-10-30T22:00", "2027-10-31T02:30"),  # and 02:00 becomes 01:00 in this one
    ],
)
def test_a_night_stays_by_the_groups_clock_when_it_changes(now: str, start: str, end: str, group: Group) -> None:
    DutyHours.objects.create(group=group, weekday=5, starts_at=time(23), ends_at=time(2, 30))
    plan_group(group, datetime.fromisoformat(now).replace(tzinfo=UTC))
    shift = Shift.objects.first()
    assert shift
    spoken = [moment.strftime("%Y-%m-%dT%H:%M") for moment in (shift.starts_at, shift.ends_at)]
    assert spoken == [start, end]


@pytest.mark.django_db
def test_another_zone_moves_the_hours(group: Group, access: GroupAccess, hers: list[Shift]) -> None:
    before = later(hers).starts_at
    change_group(access, time_zone="America/New_York")
    moved = Shift.objects.filter(group=group, starts_at__gt=before).first()
    assert moved
    assert moved.starts_at.astimezone(UTC).hour in {4, 5}


@pytest.mark.django_db
def test_a_shift_is_offered_kept_and_taken(group: Group, hers: list[Shift], mo: User, alice: User) -> None:
    shift, his = later(hers), read_access(mo, group)
    with pytest.raises(ShiftGone):
        rota.take_shift(read_access(alice, group), shift.public_id)
    rota.offer_shift(his, shift.public_id)
    rota.offer_shift(his, shift.public_id)
    assert [notice.user for notice in Notice.objects.filter(kind="shift_offered")] == [alice]
    rota.keep_shift(his, shift.public_id)
    with pytest.raises(ShiftGone):
        rota.take_shift(read_access(alice, group), shift.public_id)
    rota.offer_shift(his, shift.public_id)
    rota.take_shift(read_access(alice, group), shift.public_id)
    assert mine(alice, group) == [shift]
    assert [notice.user for notice in Notice.objects.filter(kind="shift_taken")] == [mo]
    with pytest.raises(ShiftGone):
        rota.offer_shift(his, shift.public_id)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_exactly_one_has_it(group: Group, hers: list[Shift], alice: User, mo: User) -> None:
    third = make_user("third")
    make_membership(third, group, "Teasel", Role.MODERATOR)
    shift = later(hers)
    rota.offer_shift(read_access(mo, group), shift.public_id)

    def take(user: User) -> bool:
        try:
            rota.take_shift(read_access(user, group), shift.public_id)
        except ShiftGone:
            return False
        return True

    assert sorted(at_once(lambda: take(alice), lambda: take(third))) == [False, True]
    assert len(mine(alice, group)) + len(mine(third, group)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["role", "left", "suspended"])
def test_whoever_cannot_be_there_any_more_is_not_counted_on(
    change: str, group: Group, hers: list[Shift], mo: User, alice: User, access: GroupAccess
) -> None:
    member = membership_of(mo, group)
    if change == "role":
        set_roles(access, member, frozenset())
    elif change == "left":
        end_membership(member, EndKind.LEFT)
    else:
        Membership.objects.filter(pk=member.pk).update(suspended_until=timezone.now() + timedelta(days=9))
    rota.plan_shifts_of(group.pk)
    rota.plan_shifts_of(group.pk)
    group.refresh_from_db()
    assert not is_attended(group)
    assert Notice.objects.filter(kind="shift_offered", user=alice).count() == 1
    free = next(line for line in rota.shifts_ahead(access) if line.is_to_take)
    rota.take_shift(access, free.shift.public_id)
    group.refresh_from_db()
    assert is_attended(group, free.shift.starts_at)


@pytest.mark.django_db
def test_a_single_shift_is_ones_own_and_can_be_taken_off(group: Group, mo: User) -> None:
    access, now = read_access(mo, group), timezone.now()
    hour = timedelta(hours=1)
    shift = rota.add_shift(access, (now - hour, now + hour))
    assert rota.add_shift(access, (now - hour, now + hour)) == shift
    group.refresh_from_db()
    assert is_attended(group)
    for span in [(now - 2 * hour, now - hour), (now, now + 25 * hour), (now + hour, now), (now, now + 2000 * hour)]:
        with pytest.raises(ShiftUnusable):
            rota.add_shift(access, span)
    rota.drop_shift(access, shift.public_id)
    group.refresh_from_db()
    assert not is_attended(group)


@pytest.mark.django_db
def test_a_note_waits_for_the_next_one_and_is_read_once(
    group: Group, hers: list[Shift], alice: User, mo: User, sam: User
) -> None:
    rota.leave_note(read_access(alice, group), "Bramble had a hard night.")
    member = membership_of(mo, group)
    assert rota.has_note_for(member)
    assert not rota.has_note_for(membership_of(alice, group))
    rota.note_read(read_access(alice, group))
    assert rota.has_note_for(member)
    with pytest.raises(NotFound):
        rota.note_read(read_access(sam, group))
    rota.note_read(read_access(mo, group))
    rota.note_read(read_access(mo, group))
    assert HandOver.objects.get().read_by == member
    assert not rota.has_note_for(member)


@pytest.mark.django_db
def test_the_page_does_all_of_it(group: Group, hers: list[Shift], mo: User, bob: User, client: Client) -> None:
    client.force_login(mo)
    page = f"/groups/{group.public_id}/rota/"
    day = timezone.localdate() + timedelta(days=1)
    shift = later(hers)
    assert client.post(page, {"day": day, "starts_at": "22:00", "ends_at": "02:00"})["Location"] == page
    assert client.post(page, {"day": "2020-01-01", "starts_at": "22:00", "ends_at": "02:00"}).status_code == 422
    assert client.post(f"{page}hand-overs/", {"words": "All calm."})["Location"] == page
    assert client.post(f"{page}hand-overs/", {"words": ""}).status_code == 422
    assert client.post(f"{page}shifts/{shift.public_id}/", {"act": "offer"})["Location"] == page
    assert client.post(f"{page}shifts/{shift.public_id}/", {"act": "burn"}).status_code == 404
    assert client.post(f"{page}naming/", {"shown": "1"})["Location"] == page
    shown = client.get(page).content.decode()
    for words in ("All calm.", "Keep it after all", "Show nobody who it is", "Take it off", "Now, until"):
        assert words in shown
    client.force_login(bob)
    assert client.get(page).status_code == 404

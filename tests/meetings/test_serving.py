"""Serving at a meeting: who may take which role, stepping back, and handing over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.groups.errors import Muted
from apps.groups.models import EndKind, Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership, mute_membership, suspend_membership
from apps.meetings import errors
from apps.meetings.models import Meeting, Service, ServiceRole
from apps.meetings.services.hosting import is_host
from apps.meetings.services.serving import offer_service, serve, step_back, take_service, tell_untaken_services
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting, make_series

HOST, COHOST, GREETER = ServiceRole.HOST, ServiceRole.COHOST, ServiceRole.GREETER
READER, TIMEKEEPER = ServiceRole.READER, ServiceRole.TIMEKEEPER
DAYS = timedelta(days=3)


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=DAYS)


def take(user: User, meeting: Meeting, role: ServiceRole) -> Service:
    return take_service(read_access(user, meeting.group), meeting, role)


def who(meeting: Meeting, role: ServiceRole) -> User | None:
    service = Service.objects.filter(meeting=meeting, role=role).first()
    return service.membership.user if service else None


# ---- who may take what


@pytest.mark.parametrize("role", list(ServiceRole))
@pytest.mark.parametrize(
    ("fields", "roles", "open_to"),
    [
        ({}, [], {GREETER, READER, TIMEKEEPER}),
        ({}, ["greeter"], set(ServiceRole)),
        ({}, ["moderator"], set(ServiceRole)),
        ({}, ["facilitator"], set(ServiceRole)),
        ({"settled_at": None}, [], {READER, TIMEKEEPER}),
        ({"settled_at": None}, ["greeter"], {READER, TIMEKEEPER}),
        ({"muted_until": timezone.now() + DAYS}, [], set()),
        ({"muted_until": timezone.now() + DAYS}, ["facilitator"], set()),
    ],
    ids=["member", "greeter", "moderator", "facilitator", "newcomer", "new greeter", "muted", "muted facilitator"],
)
def test_who_may_take_which_role(
    role: ServiceRole, fields: dict[str, object], roles: list[str], open_to: set[ServiceRole], meeting: Meeting
) -> None:
    person = make_user("person")
    make_membership(person, meeting.group, "Reed", **fields)
    Membership.objects.filter(user=person).update(roles=roles)

    if role in open_to:
        assert take(person, meeting, role).membership.user == person
    else:
        with pytest.raises((errors.HostingNotOpen, errors.TooNewToServe, Muted)):
            take(person, meeting, role)
        assert not Service.objects.exists()


@pytest.mark.parametrize("role", [HOST, COHOST])
def test_where_members_host_in_turn_every_settled_member_may_and_newcomers_may_not(
    role: ServiceRole, bob: User, group: Group, meeting: Meeting
) -> None:
    Group.objects.update(members_may_host=True)
    meeting = Meeting.objects.get()
    newcomer = make_user("new")
    make_membership(newcomer, group, "Wren", settled_at=None)

    with pytest.raises(errors.TooNewToServe):
        take(newcomer, meeting, role)
    take(bob, meeting, role)
    assert is_host(read_access(bob, group), meeting)


def test_whom_the_series_names_may_host_one_of_its_meetings(bob: User, meeting: Meeting) -> None:
    meeting.series.hosts.add(membership_of(bob, meeting.group))

    assert take(bob, meeting, HOST).role == HOST


def test_newcomers_serve_where_newcomers_are_welcome(group: Group) -> None:
    newcomer = make_user("new")
    make_membership(newcomer, group, "Wren", settled_at=None)
    closed = make_meeting(group, series=make_series(group, is_open_to_newcomers=False))

    with pytest.raises(errors.NotForNewcomers):
        take(newcomer, closed, READER)


@pytest.mark.parametrize("stranger", ["eve", "nia", "sam"])
def test_whoever_is_not_in_the_group_serves_nowhere(
    stranger: str, meeting: Meeting, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(DomainError):
        take(request.getfixturevalue(stranger), meeting, READER)
    assert not Service.objects.exists()


def test_a_host_of_one_meeting_hosts_no_other(mo: User, group: Group, meeting: Meeting) -> None:
    other = make_meeting(group, starts_in=DAYS * 2)
    take(mo, meeting, COHOST)

    access = read_access(mo, group)
    assert (is_host(access, meeting), is_host(access, other)) == (True, False)
    step_back(access, meeting, COHOST)
    assert not is_host(access, meeting)


def test_reading_is_not_hosting(bob: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)

    assert not is_host(read_access(bob, meeting.group), meeting)


def test_nobody_is_both_hosts(mo: User, meeting: Meeting) -> None:
    take(mo, meeting, HOST)

    with pytest.raises(errors.HostsAlready):
        take(mo, meeting, COHOST)
    take(mo, meeting, READER)


# ---- one tap


def test_a_second_tap_is_the_first(bob: User, meeting: Meeting) -> None:
    first = take(bob, meeting, READER)

    assert take(bob, meeting, READER) == first
    assert meeting.services.count() == 1


def test_what_somebody_has_nobody_else_takes(bob: User, carol: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)

    with pytest.raises(errors.ServiceTaken):
        take(carol, meeting, READER)
    step_back(read_access(carol, meeting.group), meeting, READER)
    offer_service(read_access(carol, meeting.group), meeting, READER)
    assert who(meeting, READER) == bob
    assert Service.objects.get().offered_at is None


def test_stepping_back_frees_the_role(bob: User, carol: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)
    step_back(read_access(bob, meeting.group), meeting, READER)
    step_back(read_access(bob, meeting.group), meeting, READER)

    assert who(meeting, READER) is None
    take(carol, meeting, READER)
    assert who(meeting, READER) == carol


@pytest.mark.parametrize(("role", "wish"), [("", "take"), ("king", "take"), ("reader", ""), ("reader", "x\0")])
def test_what_does_not_exist_is_refused(role: str, wish: str, bob: User, meeting: Meeting) -> None:
    with pytest.raises(errors.UnknownService):
        serve(read_access(bob, meeting.group), meeting, role=role, wish=wish)


def test_nothing_is_taken_after_the_end_or_a_cancellation(bob: User, group: Group) -> None:
    with pytest.raises(errors.MeetingOver):
        take(bob, make_meeting(group, starts_in=-DAYS), READER)
    with pytest.raises(errors.MeetingCancelled):
        take(bob, make_meeting(group, state=Meeting.State.CANCELLED), READER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_offered", [False, True])
def test_of_many_at_once_one_gets_the_role(is_offered: bool, bob: User, group: Group, meeting: Meeting) -> None:
    people = [make_user(f"person{number}") for number in range(6)]
    for number, person in enumerate(people):
        make_membership(person, group, f"Reed{number}")
    if is_offered:
        take(bob, meeting, READER)
        offer_service(read_access(bob, group), meeting, READER)

    def tap(person: User) -> bool:
        try:
            take(person, meeting, READER)
        except errors.ServiceTaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(tap, people)) == [False] * 5 + [True]
    assert Notice.objects.filter(kind="service_taken_over").count() == int(is_offered)


# ---- handing over


def test_an_offered_role_is_taken_over_and_whoever_had_it_is_told(bob: User, carol: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)
    offer_service(read_access(bob, meeting.group), meeting, READER)
    assert who(meeting, READER) == bob

    take(carol, meeting, READER)

    service = Service.objects.get()
    assert (service.membership.user, service.offered_at) == (carol, None)
    assert [(notice.kind, notice.user) for notice in Notice.objects.all()] == [("service_taken_over", bob)]


def test_an_offer_is_taken_back_by_whoever_made_it(bob: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)
    offer_service(read_access(bob, meeting.group), meeting, READER)
    take(bob, meeting, READER)

    assert Service.objects.get().offered_at is None
    assert not Notice.objects.exists()


def test_less_than_a_day_before_a_role_is_offered_and_facilitators_are_told_once(
    alice: User, bob: User, group: Group
) -> None:
    meeting = make_meeting(group, starts_in=timedelta(hours=20))
    take(bob, meeting, READER)
    step_back(read_access(bob, group), meeting, READER)

    assert who(meeting, READER) == bob
    assert [tell_untaken_services(), tell_untaken_services()] == [1, 0]
    notice = Notice.objects.get()
    assert (notice.kind, notice.user, notice.details["role"]) == ("service_untaken", alice, "Reader")


def test_facilitators_are_told_a_day_before_and_not_earlier(alice: User, bob: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)
    offer_service(read_access(bob, meeting.group), meeting, READER)
    assert tell_untaken_services() == 0

    Meeting.objects.update(starts_at=timezone.now() + timedelta(hours=23))
    assert tell_untaken_services() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda bob, carol, meeting: take(carol, meeting, READER),
        lambda bob, carol, meeting: take(bob, meeting, READER),
        lambda bob, carol, meeting: Meeting.objects.update(state="cancelled"),
        lambda bob, carol, meeting: Group.objects.update(state="archived"),
        lambda bob, carol, meeting: end_membership(membership_of(bob, meeting.group), EndKind.LEFT),
    ],
    ids=["taken over", "taken back", "cancelled", "group closed", "left"],
)
def test_of_what_is_no_longer_open_nobody_is_told(
    change: Callable[[User, User, Meeting], object], alice: User, bob: User, carol: User, group: Group
) -> None:
    meeting = make_meeting(group, starts_in=timedelta(hours=20))
    take(bob, meeting, READER)
    offer_service(read_access(bob, group), meeting, READER)
    change(bob, carol, meeting)

    assert tell_untaken_services() == 0


def test_a_role_offered_again_is_told_of_again(alice: User, bob: User, carol: User, group: Group) -> None:
    meeting = make_meeting(group, starts_in=timedelta(hours=20))
    for person in (bob, carol):
        take(person, meeting, READER)
        offer_service(read_access(person, group), meeting, READER)
        assert tell_untaken_services() == 1


def test_a_facilitator_who_cannot_come_is_not_told_of_it_themself(alice: User, group: Group) -> None:
    other = make_user("other")
    make_membership(other, group, "Teal")
    Membership.objects.filter(user=other).update(roles=["facilitator"])
    meeting = make_meeting(group, starts_in=timedelta(hours=20))
    take(alice, meeting, HOST)
    step_back(read_access(alice, group), meeting, HOST)

    tell_untaken_services()

    assert [notice.user for notice in Notice.objects.all()] == [other]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(alice: User, bob: User, group: Group) -> None:
    meeting = make_meeting(group, starts_in=timedelta(hours=20))
    for role in (READER, TIMEKEEPER, GREETER):
        take(bob, meeting, role)
        step_back(read_access(bob, group), meeting, role)

    def work(_number: int) -> int:
        try:
            return tell_untaken_services()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 3
    assert Notice.objects.count() == 3


def test_whoever_leaves_the_group_serves_no_more(bob: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)
    end_membership(membership_of(bob, meeting.group), EndKind.LEFT)

    assert not Service.objects.exists()


@pytest.mark.parametrize("how", ["mute", "suspend"])
def test_whoever_may_not_write_then_serves_no_more_and_is_told_and_later_roles_stay(
    how: str, alice: User, bob: User, group: Group
) -> None:
    tonight, soon, later = (make_meeting(group, starts_in=timedelta(hours=hours)) for hours in (9, 48, 200))
    for meeting in (tonight, soon, later):
        take(bob, meeting, READER)
    until, member = timezone.now() + DAYS, membership_of(bob, group)
    {"mute": mute_membership, "suspend": suspend_membership}[how](member, until)

    assert [service.meeting for service in Service.objects.all()] == [later]
    told = [(notice.user, notice.kind) for notice in Notice.objects.order_by("kind", "pk")]
    # Tonight is too near for somebody to find it by themself.
    assert told == [(bob, "service_ended"), (bob, "service_ended"), (alice, "service_untaken")]
    seen = signed_in(bob).get(reverse("notifications:notices")).content.decode()
    assert seen.count("somebody else can do it") == 2


def test_a_mute_that_comes_while_a_role_is_being_taken_counts(bob: User, meeting: Meeting) -> None:
    access = read_access(bob, meeting.group)
    mute_membership(membership_of(bob, meeting.group), timezone.now() + DAYS)

    with pytest.raises(Muted):
        take_service(access, meeting, READER)


# ---- the pages


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_rota_shows_who_serves_and_takes_a_tap(bob: User, carol: User, meeting: Meeting) -> None:
    client = signed_in(bob)
    rota = reverse("meetings:rota", args=[meeting.group.public_id])
    service = reverse("meetings:service", args=[meeting.public_id])

    seen = client.get(rota).content.decode()
    # Greeter, timekeeper and reader are open to him; host and co-host are free, but not for him.
    assert seen.count('value="take"') == 3
    assert "Free" in seen
    assert client.post(service, {"role": "reader", "wish": "take", "next": rota})["Location"] == rota
    assert "Bramble" in signed_in(carol).get(rota).content.decode()
    client.post(service, {"role": "reader", "wish": "offer"})
    assert "Take it over" in signed_in(carol).get(rota).content.decode()
    assert "I can after all" in client.get(rota).content.decode()
    assert "Bramble" in signed_in(carol).get(reverse("meetings:meeting", args=[meeting.public_id])).content.decode()


def test_strangers_learn_nothing_of_who_serves(bob: User, eve: User, meeting: Meeting) -> None:
    take(bob, meeting, READER)

    for client in (Client(), signed_in(eve)):
        assert "Bramble" not in client.get(reverse("meetings:meeting", args=[meeting.public_id])).content.decode()
        address = reverse("meetings:rota", args=[meeting.group.public_id])
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    answer = signed_in(eve).post(reverse("meetings:service", args=[meeting.public_id]), {"role": "reader"})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_pages_name_as_hosts_whoever_hosts_this_time(alice: User, mo: User, meeting: Meeting) -> None:
    address = reverse("meetings:meeting", args=[meeting.public_id])
    rota = reverse("meetings:rota", args=[meeting.group.public_id])
    as_usual = '<p>Heron<br><span class="meta">as usual</span></p>'
    assert "Host: Heron" in signed_in(mo).get(address).content.decode()
    for page in (address, rota):
        assert as_usual in signed_in(mo).get(page).content.decode()

    take(mo, meeting, HOST)
    seen = signed_in(alice).get(address).content.decode()
    assert "Host: Saltmarsh" in seen
    assert as_usual not in seen


def test_the_rota_costs_the_same_for_one_meeting_and_for_ten(
    bob: User, group: Group, meeting: Meeting, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = signed_in(bob)
    address = reverse("meetings:rota", args=[group.public_id])
    client.get(address)
    for number in range(9):
        make_meeting(group, series=make_series(group, f"Evening {number}"), starts_in=DAYS)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(address)


def test_a_suspended_member_finds_no_rota(bob: User, meeting: Meeting) -> None:
    Membership.objects.filter(user=bob).update(suspended_until=timezone.now() + DAYS)

    with pytest.raises(NotFound):
        take(bob, meeting, READER)

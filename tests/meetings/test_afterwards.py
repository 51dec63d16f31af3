"""After a meeting: thanks, how it was, a word with a host, and a proof that names nothing but what it must."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.meetings.models import AttendanceProof, Echo, Meeting, MeetingSeries, Seat, Service, ServiceRole
from apps.meetings.rules.moods import shared_mood
from apps.meetings.services import afterwards, attendance, closing, seats
from apps.meetings.services.afterwards import Stay, find_stay
from apps.notifications.models import Notice
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting
from tests.meetings.seating import access_of, inside, knock, person, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=timedelta(minutes=5))


def stay_of(user: User, meeting: Meeting) -> Stay:
    return find_stay(meeting.public_id, user)


def end(meeting: Meeting, host: User) -> None:
    closing.end_meeting(access_of(host, meeting), meeting)
    Seat.objects.update(seconds_present=52 * 60 + 30)


@pytest.mark.parametrize(
    ("moods", "shared"),
    [
        (["lighter"] * 4, ""),
        (["lighter"] * 5, "lighter"),
        (["lighter"] * 3 + ["same"] * 2, "lighter"),
        (["lighter"] * 3 + ["heavier"] * 3, "mixed"),
        (["lighter", "same", "heavier", "same", "lighter"], "mixed"),
    ],
)
def test_hosts_learn_what_most_felt_and_nothing_of_fewer_than_five(moods: list[str], shared: str) -> None:
    assert shared_mood(moods) == shared


def test_only_whoever_was_inside_and_not_sent_out_has_the_page(
    client: Client, meeting: Meeting, alice: User, bob: User, carol: User, mo: User, eve: User
) -> None:
    inside(alice, meeting, bob, carol)
    knock(mo, meeting)
    seats.remove(access_of(alice, meeting), meeting, person(carol, meeting))
    end(meeting, alice)

    for user, status in ((bob, 200), (alice, 200), (carol, 404), (mo, 404), (eve, 404)):
        client.force_login(user)
        assert client.get(f"/meetings/{meeting.public_id}/after/").status_code == status


def test_those_who_served_are_thanked_by_alias(client: Client, meeting: Meeting, alice: User, bob: User) -> None:
    inside(alice, meeting, bob)
    Service.objects.create(meeting=meeting, membership=membership_of(bob, meeting.group), role=ServiceRole.READER)
    end(meeting, alice)

    assert afterwards.thanks_to(stay_of(bob, meeting)) == ["Heron"]
    assert afterwards.thanks_to(stay_of(alice, meeting)) == ["Bramble"]


def test_one_tap_says_how_it_was_and_another_replaces_it(
    client: Client, meeting: Meeting, alice: User, bob: User
) -> None:
    inside(alice, meeting, bob)
    end(meeting, alice)
    client.force_login(bob)
    for mood in ("lighter", "heavier"):
        answer = client.post(f"/meetings/{meeting.public_id}/after/feeling/", {"mood": mood})
        assert answer.status_code == 302

    assert [echo.mood for echo in Echo.objects.all()] == ["heavier"]
    assert "I need help now" in client.get(f"/meetings/{meeting.public_id}/after/").content.decode()
    assert client.post(f"/meetings/{meeting.public_id}/after/feeling/", {"mood": "x"}).status_code == 422


def test_hosts_see_a_mood_of_five_half_a_day_later_and_members_never(
    client: Client, meeting: Meeting, group: Group, alice: User, bob: User
) -> None:
    inside(alice, meeting, bob)
    end(meeting, alice)
    for number in range(5):
        user = User.objects.create_user(f"one{number}@example.org")
        Echo.objects.create(meeting=meeting, membership=make_membership(user, group, f"Reed {number}"), mood="lighter")

    def seen_by(user: User) -> str:
        return afterwards.mood_for_hosts(stay_of(user, meeting))

    assert seen_by(alice) == ""
    long_ago = timezone.now() - timedelta(hours=13)
    Meeting.objects.update(ended_at=long_ago)
    assert seen_by(alice) == "Most who told us felt lighter afterwards."
    assert seen_by(bob) == ""
    # From then on answers stay: nobody reads from a change who it was.
    assert refusal(lambda: afterwards.say_how(stay_of(bob, meeting), "heavier")) == "too_late_to_say"
    client.force_login(bob)
    page = client.get(f"/meetings/{meeting.public_id}/after/").content.decode()
    assert "How was it for you?" not in page
    assert client.post(f"/meetings/{meeting.public_id}/after/feeling/", {"mood": "same"}).status_code == 409


def test_a_wish_for_a_word_reaches_the_hosts_who_were_there_once(
    client: Client, meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    inside(alice, meeting, bob, carol)
    Service.objects.create(meeting=meeting, membership=membership_of(carol, meeting.group), role=ServiceRole.COHOST)
    end(meeting, alice)
    # Who blocked the person, or was blocked by them, hears nothing.
    Block.objects.create(blocker=membership_of(bob, meeting.group), blocked=membership_of(carol, meeting.group))
    client.force_login(bob)
    for _ in range(2):
        client.post(f"/meetings/{meeting.public_id}/after/word/")

    told = Notice.objects.filter(kind="meeting_word")
    assert [notice.user_id for notice in told] == [alice.pk]
    assert [member.alias for member in afterwards.who_asked(stay_of(alice, meeting))] == ["Bramble"]
    assert afterwards.who_asked(stay_of(carol, meeting)) == []
    client.force_login(alice)
    assert "Write to Bramble" in client.get(f"/meetings/{meeting.public_id}/after/").content.decode()
    Service.objects.all().delete()
    assert refusal(lambda: afterwards.ask_for_a_word(stay_of(alice, meeting))) == "nobody_to_ask"


def test_a_proof_says_name_day_and_minutes_to_anybody_and_nothing_else(
    client: Client, meeting: Meeting, alice: User, bob: User
) -> None:
    inside(alice, meeting, bob)
    client.force_login(bob)
    address = f"/meetings/{meeting.public_id}/after/proof/"
    assert client.post(address, {"name": "Robert Example"}).status_code == 409
    end(meeting, alice)
    assert client.post(address, {"name": "\u202eR"}).status_code == 422
    assert client.post(address, {"name": " Robert   Example "}).status_code == 302

    proof = AttendanceProof.objects.get()
    public = f"/attendance/{proof.public_id}/{attendance.signature_of(proof)}/"
    page = Client().get(public)
    said = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Robert Example" in said
    assert "52 minutes" in said
    assert "60 minutes" in said
    for secret in (meeting.title, meeting.group.name, meeting.public_id, meeting.group.public_id, "Bramble", bob.email):
        assert secret not in said


def test_an_altered_or_erased_proof_says_what_an_invented_one_says(
    client: Client, meeting: Meeting, alice: User, bob: User
) -> None:
    inside(alice, meeting, bob)
    end(meeting, alice)
    proof = attendance.make_proof(stay_of(bob, meeting), "Robert Example")
    public = f"/attendance/{proof.public_id}/{attendance.signature_of(proof)}/"
    invented = Client().get("/attendance/zzzzzzzzzzzz/abc/")
    assert invented.status_code == 404
    assert Client().get(public).status_code == 200
    assert Client().get(public[:-2] + "x/").status_code == 404

    AttendanceProof.objects.update(minutes=600)
    assert Client().get(public).status_code == 404
    AttendanceProof.objects.update(minutes=52)
    # What is on paper stays true wherever the series moves.
    MeetingSeries.objects.update(time_zone="Pacific/Kiritimati")
    assert Client().get(public).context["proof"].on == proof.on
    assert f"http://localhost:8000{public}" in Client().get(public).content.decode()

    client.force_login(bob)
    client.post(f"/meetings/{meeting.public_id}/after/proof/", {"erase": "yes"})
    assert Client().get(public).status_code == 404


def test_less_than_a_minute_proves_nothing(meeting: Meeting, alice: User, bob: User) -> None:
    inside(alice, meeting, bob)
    end(meeting, alice)
    Seat.objects.update(seconds_present=59)
    assert refusal(lambda: attendance.make_proof(stay_of(bob, meeting), "Robert Example")) == "too_short_to_prove"

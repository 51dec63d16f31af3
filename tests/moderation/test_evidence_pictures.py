"""A report keeps the pictures too: they outlive the message, and open to those who handle the report alone."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.groups.models import Block, Group
from apps.meetings.models import Line
from apps.messaging.models import Message, Picture, Room
from apps.messaging.services.pictures import delete_lost_pictures
from apps.messaging.services.retention import delete_expired
from apps.messaging.services.rooms import chat_room
from apps.messaging.services.unsending import unsend_message
from apps.moderation.models import AuditEntry, EvidencePicture, Report
from apps.moderation.rules.cases import UNDO_WITHIN
from apps.moderation.services.closing import close_case, settle_closed
from apps.moderation.services.evidence import forget_evidence
from apps.moderation.services.reporting import Concern, find_reportable_message, report_meeting, report_message
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting
from tests.meetings.offering import offer
from tests.messaging.conversing import signed_in, talking
from tests.moderation.factories import access_of, say

pytestmark = pytest.mark.django_db

LATER = timedelta(days=400)


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's settings have no type


def pictured(user: User, room: Room) -> Message:
    held = BytesIO()
    Image.new("RGB", (8, 6), (120, 40, 20)).save(held, "PNG")
    fields = {"client_id": "p", "body": "Look", "picture": SimpleUploadedFile("x.png", held.getvalue())}
    fields["picture_description"] = "A bench"
    assert signed_in(user).post(f"/rooms/{room.public_id}/messages/", fields).status_code == 302
    return Message.objects.get(body="Look")


def report(user: User, group: Group, message: Message) -> Report:
    found = find_reportable_message(group, user, message.public_id)
    return report_message(access_of(user, group), found, Concern("harassment"))


def address(made: Report) -> str:
    kept = made.snapshot["pictures"][0]["id"]
    return f"/moderation/reports/{made.public_id}/pictures/{kept}/"


def case_page(user: User, made: Report) -> str:
    assert made.case is not None
    return signed_in(user).get(f"/moderation/cases/{made.case.public_id}/").content.decode()


@pytest.fixture
def made(group: Group, bob: User, carol: User) -> Report:
    """Bob's report of Carol's picture in the chat."""
    return report(bob, group, pictured(carol, chat_room(group)))


def test_picture_outlives_taking_back_and_retention_while_the_report_is_open(
    group: Group, mo: User, carol: User, made: Report, django_capture_on_commit_callbacks: Any
) -> None:
    content = Path(Picture.objects.get().file.path).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        unsend_message(carol.pk, made.snapshot["id"])
        delete_expired(now=timezone.now() + LATER)
        forget_evidence(now=timezone.now() + LATER)
    assert not Picture.objects.exists()
    assert delete_lost_pictures() == 0
    answer = signed_in(mo).get(address(made))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, content, "image/webp")
    assert "no-store" in answer["Cache-Control"]
    page = case_page(mo, made)
    assert f'src="{address(made)}"' in page
    assert 'alt="A bench"' in page
    assert not AuditEntry.objects.filter(code="case.picture_opened").exists()


def test_picture_opens_to_nobody_but_those_who_handle_the_report(
    group: Group, alice: User, mo: User, bob: User, carol: User, eve: User, nia: User, sam: User, made: Report
) -> None:
    people = (alice, mo, bob, carol, eve, nia)
    assert [signed_in(user).get(address(made)).status_code for user in people] == [200, 200, 404, 404, 404, 404]
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert staff.get(address(made)).status_code == 404, "it is not theirs while somebody in the group can handle it"
    Block.objects.create(blocker=membership_of(mo, group), blocked=membership_of(carol, group))
    assert signed_in(mo).get(address(made)).status_code == 404


def test_picture_opens_under_its_own_report_alone(group: Group, mo: User, alice: User, made: Report) -> None:
    other = report(alice, group, Message.objects.get())
    wrong = address(made).replace(made.public_id, other.public_id)
    assert signed_in(mo).get(wrong).status_code == 200, "the same picture is kept with each report"
    EvidencePicture.objects.filter(report=other).delete()
    assert signed_in(mo).get(wrong).status_code == 404
    assert signed_in(mo).get(address(made)).status_code == 200
    assert signed_in(alice).get(address(made)).status_code == 404, "whoever reported it does not handle it"


def test_picture_of_a_private_room_is_opened_by_hand_and_each_opening_is_in_the_log(
    group: Group, mo: User, bob: User, carol: User, eve: User
) -> None:
    made = report(bob, group, pictured(carol, talking(carol, bob, group)))
    page = case_page(mo, made)
    assert f'href="{address(made)}"' in page
    assert f'src="{address(made)}"' not in page
    for user in (mo, eve, bob, carol, mo):
        signed_in(user).get(address(made))
    opened = AuditEntry.objects.filter(code="case.picture_opened")
    assert made.case is not None
    assert [(entry.actor, entry.action) for entry in opened] == [
        (membership_of(mo, group).public_id, made.case.public_id)
    ] * 2
    assert membership_of(bob, group).public_id not in [str(value) for entry in opened for value in vars(entry).values()]


def test_picture_goes_with_the_rest_of_the_evidence(
    group: Group, mo: User, made: Report, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert made.case is not None
    close_case(mo.pk, made.case.public_id, outcome="dismissed", note="Read.")
    settle_closed(now=timezone.now() + UNDO_WITHIN)
    assert signed_in(mo).get(address(made)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_evidence(now=timezone.now() + LATER) == 1
    assert not EvidencePicture.objects.exists()
    assert list((tmp_path / "evidence").iterdir()) == []
    assert signed_in(mo).get(address(made)).status_code == 404
    assert case_page(mo, made).count("evidence__picture") == 0


def done(mo: User, made: Report) -> Report:
    """Return the report when its case is done."""
    assert made.case is not None
    close_case(mo.pk, made.case.public_id, outcome="dismissed", note="Read.")
    settle_closed(now=timezone.now() + UNDO_WITHIN)
    made.refresh_from_db()
    return made


def test_evidence_of_somebody_erased_goes_with_the_case(
    group: Group,
    mo: User,
    bob: User,
    carol: User,
    made: Report,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    other = report(carol, group, say(bob, group))
    erase(carol.pk, takes_words=True)
    made.refresh_from_db()
    assert (made.snapshot["body"], made.reported) == ("Look", None)
    assert signed_in(mo).get(address(made)).status_code == 200, "while it is open it is evidence"

    with django_capture_on_commit_callbacks(execute=True):
        kept = done(mo, made)
    assert (kept.snapshot, kept.words, kept.state) == ({}, "", "looked_at")
    assert not EvidencePicture.objects.exists()
    assert list((tmp_path / "evidence").iterdir()) == []
    assert done(mo, other).snapshot["body"], "Bob is still there"


def test_so_does_what_somebody_erased_wrote_or_offered_in_a_meeting(
    group: Group, mo: User, bob: User, carol: User
) -> None:
    meeting, theirs, who = make_meeting(group), offer(carol, group), membership_of(carol, group)
    Line.objects.create(meeting=meeting, author=who, body="Once more", client_id="1")
    of_them, of_all, offered = (
        report_meeting(access_of(bob, group), one, member, Concern("harassment"))
        for one, member in (
            (meeting, who),
            (make_meeting(group, series=meeting.series, starts_in=LATER), None),
            (theirs, None),
        )
    )
    assert of_them.snapshot["lines"]
    erase(carol.pk, takes_words=True)
    assert done(mo, of_them).snapshot == {}
    assert done(mo, offered).snapshot == {}
    assert done(mo, of_all).snapshot["title"], "a meeting of the group's names nobody"


def test_files_whose_report_went_with_its_group_go_after_a_day_and_others_stay(made: Report, tmp_path: Path) -> None:
    stray = tmp_path / "evidence" / "stray.webp"
    stray.write_bytes(b"x")
    forget_evidence()
    assert stray.exists()
    forget_evidence(now=timezone.now() + timedelta(days=2))
    assert not stray.exists()
    assert Path(EvidencePicture.objects.get().file.path).exists()


def test_report_is_taken_in_when_the_file_is_gone(group: Group, mo: User, bob: User, carol: User) -> None:
    message = pictured(carol, chat_room(group))
    Path(Picture.objects.get().file.path).unlink()
    made = report(bob, group, message)
    assert signed_in(mo).get(address(made)).status_code == 404
    assert "A bench" in case_page(mo, made)

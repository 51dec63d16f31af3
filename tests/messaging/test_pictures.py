"""Pictures: recognised by content, encoded anew, shown to whoever may see the words beside them, and gone with these."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from apps.accounts.models import User
from apps.groups.models import EndKind
from apps.groups.services.memberships import end_membership
from apps.messaging.errors import NoPicture, PictureTooLarge
from apps.messaging.models import Message, Picture, Room
from apps.messaging.rules.pictures import MOST_BYTES, encode
from apps.messaging.services import pictures as taking
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.pictures import delete_lost_pictures
from tests.groups.factories import membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's settings have no type


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    held = BytesIO()
    Image.new("RGB", size, (120, 40, 20)).save(held, kind, **more)
    return held.getvalue()


def taken_in_kensington() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Canary Camera"
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif.tobytes(), comment=b"Canary Comment")


def encoded(content: bytes) -> bytes:
    return encode(BytesIO(content), len(content)).content


def test_what_a_camera_adds_is_not_kept_and_the_picture_stands_upright() -> None:
    kept = encoded(taken_in_kensington())
    image = Image.open(BytesIO(kept))
    assert (image.format, image.size) == ("WEBP", (30, 40))
    assert not dict(image.getexif())
    assert set(image.info) <= {"background", "loop", "timestamp", "duration"}
    assert b"Canary" not in kept


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_become_webp_too(kind: str) -> None:
    assert Image.open(BytesIO(encoded(photo(kind)))).format == "WEBP"


def test_a_large_picture_is_made_smaller() -> None:
    assert max(Image.open(BytesIO(encoded(photo(size=(3200, 100))))).size) == 1600


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:200], photo("BMP"), b"\0" * 500]
)
def test_what_is_no_picture_inside_is_refused(content: bytes) -> None:
    with pytest.raises(NoPicture):
        encoded(content)


def test_too_many_bytes_or_pixels_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(PictureTooLarge):
        encode(BytesIO(b""), MOST_BYTES + 1)
    with pytest.raises(PictureTooLarge):
        encoded(photo("PNG", (5000, 4001)))


def upload(client: Client, room: Room, content: bytes | None = None, name: str = "IMG_1.jpg") -> object:
    file = SimpleUploadedFile(name, photo() if content is None else content)
    return client.post(f"/rooms/{room.public_id}/pictures/", {"picture": file, "description": "A bench"})


def test_pictures_are_taken_in_at_a_human_pace_and_so_are_files_that_are_none(
    room: Room, bob: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_AN_HOUR", 1)
    monkeypatch.setattr(taking, "MOST_TRIED_AN_HOUR", 2)

    def answered(person: User, content: bytes) -> int:
        answer: Any = upload(as_(person), room, content)
        return int(answer.status_code)

    assert [answered(bob, content) for content in (photo(), photo())] == [201, 429]
    assert [answered(carol, content) for content in (b"", b"", photo())] == [422, 422, 429]


def say_with_picture(client: Client, room: Room, client_id: str = "p1") -> Picture:
    taken = upload(client, room).json()  # type: ignore[attr-defined]  # the test client's response has no type
    fields = {"client_id": client_id, "body": "Where I sit", "pictures": taken["id"]}
    answer = client.post(f"/rooms/{room.public_id}/messages/", fields, headers={"Accept": "application/json"})
    assert answer.status_code == 201, answer.content
    return Picture.objects.get(public_id=taken["id"])


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def status(person: User, picture: Picture) -> int:
    return as_(person).get(f"/pictures/{picture.public_id}/").status_code


def test_a_waiting_picture_is_its_uploaders_alone(room: Room, bob: User, carol: User, mo: User, eve: User) -> None:
    taken = upload(as_(bob), room).json()  # type: ignore[attr-defined]  # the test client's response has no type
    picture = Picture.objects.get(public_id=taken["id"])
    assert [status(person, picture) for person in (bob, carol, mo, eve)] == [200, 404, 404, 404]


def test_a_sent_picture_is_shown_with_its_description_to_those_who_see_the_words(
    room: Room, bob: User, carol: User, eve: User
) -> None:
    picture = say_with_picture(as_(bob), room)
    page = as_(carol).get(f"/groups/{room.group.public_id}/chat/").content.decode()
    assert f'src="/pictures/{picture.public_id}/"' in page
    assert 'alt="A bench"' in page
    assert [status(person, picture) for person in (carol, eve)] == [200, 404]
    answer = as_(carol).get(f"/pictures/{picture.public_id}/")
    assert answer["Content-Type"] == "image/webp"
    assert "no-store" in answer["Cache-Control"]
    [described] = as_(carol).get(f"/rooms/{room.public_id}/messages/").json()["messages"][0]["pictures"]
    assert described["id"] == picture.public_id


def test_a_picture_goes_with_hidden_words_and_with_whoever_was_removed(
    room: Room, bob: User, carol: User, mo: User
) -> None:
    hidden, other = say_with_picture(as_(bob), room, "a"), say_with_picture(as_(bob), room, "b")
    hide_message(hidden.message_id or 0)
    assert status(carol, hidden) == 404
    end_membership(membership_of(bob, room.group), kind=EndKind.REMOVED)
    assert [status(person, other) for person in (carol, bob, mo)] == [404, 404, 200]


def test_taking_back_deletes_the_file(room: Room, bob: User, django_capture_on_commit_callbacks: object) -> None:
    client = as_(bob)
    picture = say_with_picture(client, room)
    path = Path(picture.file.path)
    assert path.exists()
    assert oct(path.stat().st_mode)[-3:] == "600"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(f"/messages/{Message.objects.get().public_id}/unsending/")
    assert not path.exists()
    assert not Picture.objects.exists()


def test_one_picture_is_sent_once_and_by_its_uploader(room: Room, bob: User, carol: User) -> None:
    picture = say_with_picture(as_(bob), room)
    for person in (bob, carol):
        fields = {"client_id": "again", "body": "Once more", "pictures": picture.public_id}
        answer = as_(person).post(f"/rooms/{room.public_id}/messages/", fields, headers={"Accept": "application/json"})
        assert answer.status_code == 422
    assert Message.objects.count() == 1


def test_a_picture_needs_no_words(room: Room, bob: User) -> None:
    client = as_(bob)
    taken = upload(client, room).json()  # type: ignore[attr-defined]  # the test client's response has no type
    fields = {"client_id": "q", "body": "", "pictures": taken["id"]}
    assert client.post(f"/rooms/{room.public_id}/messages/", fields).status_code == 302
    assert Message.objects.get().pictures.count() == 1


def test_without_javascript_the_file_comes_with_the_words(room: Room, bob: User) -> None:
    fields = {"client_id": "n", "body": "Look", "picture": SimpleUploadedFile("x.jpg", photo())}
    fields["picture_description"] = "Our dog"
    assert as_(bob).post(f"/rooms/{room.public_id}/messages/", fields).status_code == 302
    assert Message.objects.get().pictures.get().description == "Our dog"


def test_a_file_that_is_no_picture_is_answered_kindly_and_the_words_stay(room: Room, bob: User) -> None:
    fields = {"client_id": "n", "body": "Words to keep", "picture": SimpleUploadedFile("x.jpg", b"nothing")}
    answer = as_(bob).post(f"/rooms/{room.public_id}/messages/", fields)
    assert answer.status_code == 422
    assert b"Words to keep" in answer.content
    assert b"not a picture that we can open" in answer.content


def test_newcomers_muted_and_outsiders_send_no_pictures(room: Room, bob: User, carol: User, eve: User) -> None:
    membership = membership_of(bob, room.group)
    membership.settled_at = None
    membership.save()
    from datetime import timedelta

    from django.utils import timezone

    other = membership_of(carol, room.group)
    other.muted_until = timezone.now() + timedelta(hours=1)
    other.save()
    codes = [upload(as_(person), room).status_code for person in (bob, carol, eve)]  # type: ignore[attr-defined]
    assert codes == [403, 403, 404]


def test_what_nobody_sent_goes_after_a_day_with_files_of_no_row(room: Room, bob: User, tmp_path: Path) -> None:
    kept = say_with_picture(as_(bob), room)
    taken = upload(as_(bob), room).json()  # type: ignore[attr-defined]  # the test client's response has no type
    waiting = Picture.objects.get(public_id=taken["id"])
    Picture.objects.filter(pk=waiting.pk).update(created_at="2026-01-01T00:00Z")
    stray = tmp_path / "pictures" / "stray.webp"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    assert delete_lost_pictures() == 2
    assert not stray.exists()
    assert list(Picture.objects.all()) == [kept]

"""Pictures beside words: taken in for a composer, attached when the words are sent, shown to whoever may see those."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Invalid, NotFound
from apps.core.files import delete_files, delete_files_without_row
from apps.core.public_ids import new_public_id
from apps.core.tries import count_try
from apps.groups.permissions import GroupAccess, Permission, State
from apps.messaging.errors import TooManyPictures, TooNewForPictures
from apps.messaging.models import Message, Picture, Room
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.pictures import encode
from apps.messaging.services.finding import find_message

MOST_AT_ONCE = 4
MOST_AN_HOUR = 30
# What is no picture, or was taken out again, cost as much to look at.
MOST_TRIED_AN_HOUR = 90
AN_HOUR = timedelta(hours=1)
LONGEST_DESCRIPTION = 300
# A composer that nobody came back to.
KEPT_WAITING = timedelta(days=1)


def take_picture(room: Room, access: GroupAccess, file: IO[bytes], size: int, description: str = "") -> Picture:
    """Keep a picture, encoded anew, that waits to be sent; until then nobody but its uploader sees it.

    Raises NotPermitted (Muted, TooNewForPictures …), TooManyPictures, NoPicture, PictureTooLarge.
    """
    access.require(Permission.POST_MESSAGE)
    if State.NEWCOMER in access.states:
        raise TooNewForPictures
    since = timezone.now() - AN_HOUR
    if Picture.objects.filter(uploader=access.membership_id, created_at__gt=since).count() >= MOST_AN_HOUR:
        raise TooManyPictures
    if count_try(f"messaging.pictures.{access.user_id}", within=AN_HOUR) > MOST_TRIED_AN_HOUR:
        raise TooManyPictures
    encoded = encode(file, size)
    picture = Picture(room=room, uploader_id=access.membership_id or 0, width=encoded.width, height=encoded.height)
    picture.description = _described(description)
    picture.file.save(f"{new_public_id()}.webp", ContentFile(encoded.content), save=False)
    picture.save()
    return picture


def describe_picture(user: User, picture_id: str, description: str) -> Picture:
    """The picture says what is to be seen in it; until it is sent. Raises NotFound for everybody but its uploader."""
    picture = _waiting(user, picture_id)
    picture.description = _described(description)
    picture.save(update_fields=["description"])
    return picture


def drop_picture(user: User, picture_id: str) -> None:
    """Forget a picture that was not sent. Raises NotFound for everybody but its uploader."""
    delete_pictures([_waiting(user, picture_id)])


def attach_pictures(message: Message, picture_ids: Sequence[str]) -> list[Picture]:
    """Return the author's waiting pictures of this room in the order asked for; `keep_pictures` makes them the message's.

    Called under the room's lock. Raises Invalid for one that is not theirs, not of this room, or sent already.
    """
    found = Picture.objects.select_for_update().filter(
        public_id__in=picture_ids, room=message.room, uploader=message.author, message=None
    )
    by_id = {picture.public_id: picture for picture in found}
    if len(picture_ids) > MOST_AT_ONCE or len(by_id) != len(picture_ids):
        raise Invalid
    return [by_id[picture_id] for picture_id in picture_ids]


def keep_pictures(pictured: Iterable[tuple[Message, list[Picture]]]) -> None:
    """The pictures belong to their messages, which are saved, from now on."""
    for message, pictures in pictured:
        Picture.objects.filter(pk__in=[picture.pk for picture in pictures]).update(message=message)


def visible_picture(user: User, picture_id: str) -> Picture:
    """Return a picture that this person may see now: their own waiting one, or one of a message that is shown to them.

    Raises NotFound alike for every other. A picture whose uploader left or was removed is shown no longer, except to
    those who look after the room.
    """
    picture = Picture.objects.select_related("message", "uploader").filter(public_id=picture_id).first()
    if picture is None:
        raise NotFound
    if picture.message is None:
        return _waiting(user, picture_id)
    message, access = find_message(picture.message.public_id, user)
    if not message.is_shown or not (picture.uploader.is_active or is_overseer(access)):
        raise NotFound
    return picture


def content_of(picture: Picture) -> bytes:
    """Return the picture's file. Raises NotFound where it is gone: a database from a backup may know of more."""
    try:
        with picture.file.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise NotFound from error


def delete_pictures(pictures: Sequence[Picture]) -> None:
    """The rows go now, the files when that is certain."""
    files = [(picture.file.storage, picture.file.name or "") for picture in pictures]
    Picture.objects.filter(pk__in=[picture.pk for picture in pictures]).delete()
    transaction.on_commit(partial(delete_files, files), robust=True)


def delete_lost_pictures() -> int:
    """Delete pictures that nobody sent within a day, and files that belong to no row; return how many went."""
    before = timezone.now() - KEPT_WAITING
    lost = list(Picture.objects.filter(message=None, created_at__lt=before))
    delete_pictures(lost)
    known = Picture.objects.values_list("file", flat=True)
    return len(lost) + delete_files_without_row("pictures", known, written_before=before)


def _waiting(user: User, picture_id: str) -> Picture:
    found = Picture.objects.filter(
        public_id=picture_id, message=None, uploader__user=user, uploader__ended_at=None
    ).first()
    if found is None:
        raise NotFound
    return found


def _described(description: str) -> str:
    words = " ".join(description.split())
    if len(words) > LONGEST_DESCRIPTION or "\0" in words:
        raise Invalid
    return words

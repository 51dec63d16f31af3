"""What is packed for a person: asked for, made by a job, taken once, and gone after a day."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import Export, User
from apps.accounts.services.packing import pack
from apps.core.encryption import CannotOpen, Place, open_sealed, seal
from apps.core.errors import NotFound
from apps.core.files import delete_files_without_row
from apps.core.public_ids import new_public_id
from apps.core.queue import enqueue

FOLDER = "exports"
KEPT_HOURS = 24
KEPT = timedelta(hours=KEPT_HOURS)
# Longer than a worker may be at one task (CELERY_TASK_TIME_LIMIT).
LEASE = timedelta(minutes=11)


@transaction.atomic
def ask_export(user: User) -> Export:
    """Everything of the person is being packed, or is ready already: asking twice makes one."""
    export, _is_new = Export.objects.get_or_create(user=user)
    enqueue("accounts.make_exports")
    return export


def make_exports(*, now: datetime | None = None) -> int:
    """Pack what was asked for; return how many were made. What a killed worker left is taken up when its lease ends."""
    count = 0
    while export := _claim(now or timezone.now()):
        _make(export)
        count += 1
    return count


@transaction.atomic
def _claim(now: datetime) -> Export | None:
    waiting = Export.objects.select_for_update(skip_locked=True, of=("self",)).filter(ready_at=None)
    export = waiting.filter(Q(leased_until=None) | Q(leased_until__lt=now)).order_by("asked_at").first()
    if export is not None:
        export.leased_until = now + LEASE
        export.save(update_fields=["leased_until"])
    return export


def _make(export: Export) -> None:
    def tell(done: int, parts: int) -> None:
        Export.objects.filter(pk=export.pk).update(done=done, parts=parts)

    content = seal(pack(export.user, tell), _place(export))
    name = default_storage.save(f"{FOLDER}/{new_public_id()}", ContentFile(content))
    made = Export.objects.filter(pk=export.pk, ready_at=None, leased_until=export.leased_until)
    if not made.update(file=name, ready_at=timezone.now()):
        default_storage.delete(name)  # It was taken back meanwhile, or another worker was quicker.


def take_export(user: User, public_id: str) -> bytes:
    """Return the zip; from now on there is none. Raises NotFound when it is not theirs, not ready, taken or too old.

    What no key opens any more is taken away, too, so that they can ask anew.
    """
    content = _taken(user, public_id)
    if content is None:
        raise NotFound
    return content


@transaction.atomic
def _taken(user: User, public_id: str) -> bytes | None:
    found = Export.objects.select_for_update().filter(
        user=user, public_id=public_id, ready_at__gt=timezone.now() - KEPT
    )
    export = found.first()
    if export is None or not default_storage.exists(export.file.name or ""):
        return None
    with export.file.open("rb") as opened:
        sealed = opened.read()
    _delete(export)
    try:
        return open_sealed(sealed, _place(export))
    except CannotOpen:
        return None


@transaction.atomic
def drop_export(user: User) -> None:
    """Nothing is packed for the person, nor being packed."""
    for export in Export.objects.select_for_update().filter(user=user):
        _delete(export)


def end_exports(*, now: datetime | None = None) -> int:
    """What nobody took in time is gone, and files that belong to no row; return how many rows went."""
    moment = now or timezone.now()
    old = list(Export.objects.filter(ready_at__lte=moment - KEPT))
    for export in old:
        _delete(export)
    known = Export.objects.values_list("file", flat=True)
    delete_files_without_row(FOLDER, known, written_before=moment - KEPT)
    return len(old)


def _delete(export: Export) -> None:
    name = export.file.name
    export.delete()
    if name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _place(export: Export) -> Place:
    return Place("accounts_export", export.public_id, "file")

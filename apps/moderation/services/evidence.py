"""What is kept for a report: pictures beside the snapshot, who opens them, and when all of it goes."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from apps.core.errors import NotFound
from apps.core.files import delete_files, delete_files_without_row
from apps.core.public_ids import new_public_id
from apps.meetings.models import Meeting
from apps.messaging.models import Message
from apps.moderation.models import Case, CaseStep, EvidencePicture, Report
from apps.moderation.rules.snapshots import is_common
from apps.moderation.services.audit import record_case
from apps.moderation.services.handling import access_of_hands, find_case

FOLDER = "evidence"
# A file that was written a moment ago gets its row in a moment.
WITHOUT_ROW = timedelta(days=1)
# How many days reports of the site's own pages are kept once they were looked at.
WITHOUT_GROUP = 90
# What has an author, or is somebody: where there is none any more, they were erased. Of a wish to be kept apart nothing
# is kept but words of and to whoever asked.
ABOUT_SOMEBODY = (Report.Subject.MESSAGE, Report.Subject.MEMBER, Report.Subject.HELD, Report.Subject.FLAGGED)


def keep_pictures(report: Report, message: Message) -> None:
    """The report has its own copy of each picture of the message; of a file that is gone, none.

    Called under the message's lock: what is taken back meanwhile is deleted after this.
    """
    for picture in message.pictures.order_by("pk"):
        content = _content_of(picture.file)
        if content is not None:
            kept = EvidencePicture(report=report, public_id=picture.public_id, description=picture.description)
            kept.file.save(f"{new_public_id()}.webp", ContentFile(content), save=True)


def open_picture(user_id: int, report_id: str, picture_id: str) -> bytes:
    """Return a picture of a report; of a room that not the whole group reads, the opening is in the log.

    Raises NotFound alike for whoever may not handle the report and for what is not kept with it.
    """
    report = Report.objects.select_related("case").filter(public_id=report_id).first()
    if report is None or report.case is None:
        raise NotFound
    case, hands = find_case(user_id, report.case.public_id)
    kept = EvidencePicture.objects.filter(report=report, public_id=picture_id).first()
    content = _content_of(kept.file) if kept else None
    if content is None:
        raise NotFound
    if not is_common(report.snapshot.get("room_kind", "")):
        record_case(access_of_hands(case, hands), case, "case.picture_opened")
    return content


def forget_evidence(*, now: datetime | None = None) -> int:
    """Reports looked at keep neither what was reported nor anybody's words longer than the group keeps messages.

    An open report keeps them however old they are. Returns how many were emptied; a second run empties none.
    """
    moment = now or timezone.now()
    done = Report.objects.filter(state=Report.State.LOOKED_AT).exclude(snapshot={}, words="", written=[])
    groups = done.values_list("group_id", "group__retention_days").distinct().order_by()
    count = sum(
        _empty(done.filter(group_id=group_id, closed_at__lt=moment - timedelta(days=days or WITHOUT_GROUP)))
        for group_id, days in groups
    )
    known = EvidencePicture.objects.values_list("file", flat=True)  # Rows go with their report when its group goes.
    delete_files_without_row(FOLDER, known, written_before=moment - WITHOUT_ROW)
    return count


def forget_those_erased(case: Case) -> None:
    """Of a case that is done nothing is kept about somebody who was erased while it was open."""
    of_them = [report.pk for report in case.reports.all() if _is_of_somebody_erased(report)]
    _empty(Report.objects.filter(pk__in=of_them))


def _is_of_somebody_erased(report: Report) -> bool:
    """Tell whether whom it is about, or who offered the activity that it is about, is not there any more."""
    is_nobody, kept = report.reported_id is None, report.snapshot
    if report.subject == Report.Subject.MEETING:
        is_gone = not Meeting.objects.filter(public_id=kept.get("meeting", "")).exists()
        return is_gone or (is_nobody and bool(kept.get("lines")))
    return is_nobody and report.subject in ABOUT_SOMEBODY


@transaction.atomic
def _empty(reports: QuerySet[Report]) -> int:
    pictures = EvidencePicture.objects.filter(report__in=reports)
    files = [(picture.file.storage, picture.file.name or "") for picture in pictures]
    pictures.delete()
    transaction.on_commit(partial(delete_files, files), robust=True)
    cases = Case.objects.filter(reports__in=reports)
    CaseStep.objects.filter(case__in=cases).update(note="")
    cases.update(note="")
    return reports.update(snapshot={}, words="", written=[])


def _content_of(file: FieldFile) -> bytes | None:
    """Return what is in the file, nothing where it is gone: a database from a backup may know of more."""
    try:
        with file.open("rb") as opened:
            return bytes(opened.read())
    except FileNotFoundError:
        return None

from datetime import timedelta
from typing import Any

from django.db import migrations


def open_cases(apps: Any, _schema_editor: Any) -> None:
    """Give every report that waits a case of its own, due as if it had come just now."""
    models = {name: apps.get_model("moderation", name) for name in ("Report", "Case")}
    for report in models["Report"].objects.filter(state="open", case=None).select_related("reported"):
        urgent = timedelta(hours=1 if report.category == "self_harm" else 24)
        report.case = models["Case"].objects.create(
            group_id=report.group_id,
            subject=report.subject,
            subject_id=_subject_id(report),
            about_id=report.reported_id,
            category=report.category,
            opened_at=report.created_at,
            due_at=report.created_at + urgent,
        )
        report.save(update_fields=["case"])


def _subject_id(report: Any) -> str:
    if report.subject == "member":
        return report.reported.public_id if report.reported else ""
    return str(report.snapshot.get("id") or report.snapshot.get("meeting") or "")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_reports_fold_into_cases")]

    operations = [migrations.RunPython(open_cases, migrations.RunPython.noop)]

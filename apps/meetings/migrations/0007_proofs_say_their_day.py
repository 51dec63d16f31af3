from zoneinfo import ZoneInfo

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write_the_day(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for proof in apps.get_model("meetings", "AttendanceProof").objects.select_related("meeting__series"):
        meeting = proof.meeting
        proof.on = meeting.starts_at.astimezone(ZoneInfo(meeting.series.time_zone)).date()
        proof.save(update_fields=["on"])


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0006_what_is_asked_for_has_an_index"),
    ]

    operations = [
        migrations.RunPython(write_the_day, migrations.RunPython.noop),
    ]

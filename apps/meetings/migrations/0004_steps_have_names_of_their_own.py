import apps.core.public_ids
from django.db import migrations, models


class Migration(migrations.Migration):
    """No step has been written yet: the one default of the new column meets no second row."""

    dependencies = [("meetings", "0003_room_runs_script_queue_service")]

    operations = [
        migrations.RenameField(model_name="seat", old_name="has_passed", new_name="was_asked"),
        migrations.AddField(
            model_name="step",
            name="public_id",
            field=models.CharField(
                default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0007_groups_say_whether_members_host")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="invited_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="invited",
                to="groups.membership",
            ),
        ),
        migrations.AddField(
            model_name="group",
            name="newcomers_held_until",
            field=models.DateTimeField(blank=True, help_text="what newcomers post waits until then", null=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0006_groups_have_a_wall")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="members_may_host",
            field=models.BooleanField(db_default=False, default=False, verbose_name="members host meetings in turn"),
        ),
    ]

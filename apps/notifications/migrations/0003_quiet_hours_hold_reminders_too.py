from django.db import migrations, models


class Migration(migrations.Migration):
    """What somebody chose stays; whoever chooses from now on is offered that reminders wait too."""

    dependencies = [("notifications", "0002_one_unread_notice_per_topic_and_quiet_hours")]

    operations = [
        migrations.AlterField(model_name="quiethours", name="holds_reminders", field=models.BooleanField(default=True)),
    ]

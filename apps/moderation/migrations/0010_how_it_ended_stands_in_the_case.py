from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("moderation", "0009_decisions_can_be_taken_back_and_appealed")]

    operations = [
        migrations.RemoveField(model_name="report", name="note"),
        migrations.RemoveField(model_name="report", name="closed_by"),
        migrations.RemoveField(model_name="report", name="closed_by_staff"),
    ]

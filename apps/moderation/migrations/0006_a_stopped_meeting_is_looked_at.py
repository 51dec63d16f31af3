from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_audit_chain")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="subject",
            field=models.CharField(
                choices=[("message", "a message"), ("member", "a member"), ("meeting", "a meeting")], max_length=10
            ),
        ),
    ]

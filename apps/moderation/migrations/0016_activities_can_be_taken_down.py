from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0015_notes_on_cases_are_sealed")]

    operations = [
        migrations.AlterField(
            "action",
            "kind",
            models.CharField(
                max_length=10,
                choices=[
                    ("warn", "warned"),
                    ("unwarn", "warning taken back"),
                    ("mute", "muted"),
                    ("unmute", "mute taken back"),
                    ("suspend", "suspended"),
                    ("unsuspend", "suspension taken back"),
                    ("remove", "removed from the group"),
                    ("reinstate", "removal taken back"),
                    ("ban", "banned"),
                    ("unban", "ban taken back"),
                    ("hide", "message hidden"),
                    ("restore", "message shown again"),
                    ("take_down", "activity taken down"),
                    ("put_back", "activity let stand again"),
                    ("declined", "message turned down"),
                    ("released", "message let stand"),
                    ("lock", "room locked"),
                    ("unlock", "room opened again"),
                    ("slow", "pace of the chat changed"),
                    ("hold", "newcomers’ posts wait for a look"),
                    ("unhold", "newcomers’ posts wait no longer"),
                ],
            ),
        ),
    ]

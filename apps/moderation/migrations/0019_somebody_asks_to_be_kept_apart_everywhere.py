from django.db import migrations, models

SUBJECTS = [
    ("message", "a message"),
    ("member", "a member"),
    ("meeting", "a meeting"),
    ("group", "a group"),
    ("page", "a page of this site"),
    ("held", "a message that waits to be shown"),
    ("flagged", "a message that was noticed"),
    ("apart", "a wish to be kept apart everywhere"),
]
STEPS = [
    ("claimed", "taken in hand"),
    ("released", "given back"),
    ("handed", "handed over"),
    ("escalated", "gone to the people who run this site"),
    ("closed", "closed"),
    ("reopened", "opened again"),
    ("debrief", "looked back"),
    ("apart", "kept apart everywhere from now on"),
    ("together", "no longer kept apart"),
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0018_what_was_seen_stands_with_a_decision")]

    operations = [
        migrations.AlterField("case", "subject", models.CharField(max_length=10, choices=SUBJECTS)),
        migrations.AlterField("report", "subject", models.CharField(max_length=10, choices=SUBJECTS)),
        migrations.AlterField("casestep", "kind", models.CharField(max_length=10, choices=STEPS)),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                fields=["reporter", "reported"],
                condition=models.Q(state="open", subject="apart"),
                name="one_open_wish_to_be_kept_apart",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0007_the_words_of_a_memorial_are_a_message")]

    operations = [
        migrations.AddField(
            model_name="unsentdraft",
            name="thread",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.RemoveConstraint(model_name="unsentdraft", name="one_draft_per_room"),
        migrations.AddConstraint(
            model_name="unsentdraft",
            constraint=models.UniqueConstraint(
                fields=("membership", "room", "thread"), name="one_draft_per_thread"
            ),
        ),
    ]

from django.db import migrations, models

KINDS = [
    ("plain", "Just talking"),
    ("struggle", "A struggle"),
    ("win", "A small win"),
    ("listening", "Just listening"),
    ("memory", "A memory"),
]


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_words_wait_until_those_they_are_for_are_told")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="kind",
            field=models.CharField(choices=KINDS, default="plain", max_length=10),
        )
        for model in ("message", "unsentdraft")
    ]

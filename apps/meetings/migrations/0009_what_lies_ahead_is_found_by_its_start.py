from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0008_names_and_moods_are_sealed"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="meeting", name="meetings_by_end"),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_a_person_can_take_everything_along_and_go")]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="reviews_groups",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Without this only safety staff found groups, and people who were given the permission.",
                verbose_name="everybody may found a group, and safety staff look at it first",
            ),
        ),
    ]

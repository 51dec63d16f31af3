from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0014_a_member_need_not_read_another")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="members_may_offer",
            field=models.BooleanField(db_default=True, default=True, verbose_name="members offer activities"),
        ),
    ]

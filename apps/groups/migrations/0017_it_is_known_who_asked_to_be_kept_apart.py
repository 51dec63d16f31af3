from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0016_two_are_kept_apart_everywhere")]

    operations = [
        migrations.AddField(model_name="keptapart", name="one_asked", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="keptapart", name="other_asked", field=models.BooleanField(default=False)),
        # Who asked before is not known here: neither is to end what the other one may have asked for.
        migrations.RunSQL("UPDATE groups_keptapart SET one_asked = true, other_asked = true", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="keptapart",
            constraint=models.CheckConstraint(
                condition=models.Q(("one_asked", True), ("other_asked", True), _connector="OR"),
                name="kept_apart_because_one_asked",
            ),
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """Nothing is lost: no release before this one wrote a memorial."""

    dependencies = [("messaging", "0006_a_post_can_be_a_memory")]

    operations = [migrations.RemoveField(model_name="memorial", name="words")]

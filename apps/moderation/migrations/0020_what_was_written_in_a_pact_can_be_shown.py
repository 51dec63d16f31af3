"""A report can keep what its reporter chose to show of a pact, and what a mentor offered: sealed."""

from django.db import migrations

from apps.core.encrypted_fields import EncryptedJSON


class Migration(migrations.Migration):
    dependencies = [("moderation", "0019_somebody_asks_to_be_kept_apart_everywhere")]

    operations = [
        migrations.AddField("report", "written", EncryptedJSON(blank=True, db_default=b"", default=list)),
    ]

"""A decision that no report stands behind says what was seen."""

from django.db import migrations

from apps.core.encrypted_fields import EncryptedText


class Migration(migrations.Migration):
    dependencies = [("moderation", "0017_words_of_the_log_are_sealed")]

    operations = [migrations.AddField("action", "seen", EncryptedText(blank=True, default="", max_length=2000))]

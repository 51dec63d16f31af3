"""Lines of the log have somebody who acted, but the one that says that a case waited for too long: nobody did."""

from django.db import migrations

ALLOW = """
ALTER TABLE moderation_audit_entry DROP CONSTRAINT somebody_acted;
ALTER TABLE moderation_audit_entry ADD CONSTRAINT somebody_acted
    CHECK (actor <> '' OR staff_id IS NOT NULL OR code = 'case.escalated');
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0013_what_was_turned_down_can_be_appealed")]

    operations = [migrations.RunSQL(ALLOW, migrations.RunSQL.noop)]

"""Each entry of the audit log has a place without gaps and a seal that chains it to the one before.

Entries from before are sealed as they stand, with the key of this installation. The trigger that refuses every change is
off for that alone, inside this migration's transaction.
"""

from typing import Any

from django.conf import settings
from django.db import connection, migrations, models

from apps.moderation.rules.audit_chain import FIRST_SEAL, Link, seal

ADD = """
ALTER TABLE moderation_audit_entry
    ADD COLUMN place bigint,
    ADD COLUMN text_digest bytea NOT NULL DEFAULT '',
    ADD COLUMN seal bytea;
ALTER TABLE moderation_audit_entry DISABLE TRIGGER audit_entries_stay;
"""
FIX = """
ALTER TABLE moderation_audit_entry ENABLE TRIGGER audit_entries_stay;
ALTER TABLE moderation_audit_entry
    ALTER COLUMN place SET NOT NULL,
    ALTER COLUMN seal SET NOT NULL,
    ADD CONSTRAINT one_audit_entry_a_place UNIQUE (place),
    ADD CONSTRAINT audit_seals_are_whole CHECK (octet_length(seal) = 32 AND place > 0);
"""
DROP = "ALTER TABLE moderation_audit_entry DROP COLUMN place, DROP COLUMN text_digest, DROP COLUMN seal"
ALL = """
SELECT id, created_at, "group", actor, staff_id, code, action, target, message FROM moderation_audit_entry ORDER BY id
"""


def seal_what_is_there(_apps: Any, _editor: Any) -> None:
    before = FIRST_SEAL
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        for place, (pk, *fields) in enumerate(cursor.fetchall(), start=1):
            before = seal(settings.AUDIT_KEY.encode(), before, Link(place, *fields))
            cursor.execute(
                "UPDATE moderation_audit_entry SET place = %s, seal = %s WHERE id = %s",
                [place, before, pk],
            )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_evidence_pictures")]

    operations = [
        migrations.CreateModel(
            name="AuditText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.BigIntegerField(unique=True)),
                ("target", models.CharField(blank=True, max_length=12)),
                ("salt", models.BinaryField()),
                ("text", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["target"], name="audit_texts_about_a_member")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="words_are_kept_or_the_row_is_not_there"
                    )
                ],
            },
        ),
        migrations.RunSQL(ADD, DROP),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
        migrations.RunSQL(FIX, migrations.RunSQL.noop),
    ]

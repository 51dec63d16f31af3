"""The table of the audit log, and the trigger that refuses to change what stands in it.

`moderation.AuditEntry` is unmanaged, so that an installation can give this table to a role of its own and leave the
application's role INSERT and SELECT alone; until then the trigger holds against everything that role does, short of
taking the trigger itself away.
"""

from django.db import migrations

CREATE = """
CREATE TABLE moderation_audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    "group" varchar(12) NOT NULL,
    actor varchar(12) NOT NULL DEFAULT '',
    staff_id bigint,
    code varchar(40) NOT NULL,
    action varchar(12) NOT NULL DEFAULT '',
    target varchar(12) NOT NULL DEFAULT '',
    message varchar(12) NOT NULL DEFAULT '',
    CONSTRAINT somebody_acted CHECK (actor <> '' OR staff_id IS NOT NULL)
);
CREATE INDEX audit_entries_of_a_group ON moderation_audit_entry ("group", id);

CREATE FUNCTION moderation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON moderation_audit_entry
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON moderation_audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_refuse_change();
"""

DROP = """
DROP TABLE moderation_audit_entry;
DROP FUNCTION moderation_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]

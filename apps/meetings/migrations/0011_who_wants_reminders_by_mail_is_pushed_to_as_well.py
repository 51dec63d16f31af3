from django.db import migrations

AS_WELL = """
    UPDATE meetings_reminderpreference SET channels = array_append(channels, 'push')
    WHERE 'mail' = ANY(channels) AND NOT 'push' = ANY(channels)
"""
NO_MORE = "UPDATE meetings_reminderpreference SET channels = array_remove(channels, 'push')"


class Migration(migrations.Migration):
    """Nothing is pushed but to a device on which its person switches it on."""

    dependencies = [("meetings", "0010_reminders_can_be_pushed")]

    operations = [migrations.RunSQL(AS_WELL, NO_MORE)]

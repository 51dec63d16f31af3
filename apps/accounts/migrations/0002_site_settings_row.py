"""The one row of site settings, with texts to start from."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TEXTS = Path(__file__).resolve().parent.parent / "texts"


def make_row(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django calls it so
    """Make the row unless somebody was quicker."""
    texts = {name: (TEXTS / f"{name}.md").read_text(encoding="utf-8") for name in ("terms", "privacy")}
    site_settings = apps.get_model("accounts", "SiteSettings")
    site_settings.objects.get_or_create(pk=1, defaults=texts)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]

"""Writes docs/states.md from the code, or with --check compares it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.moderation.rules.states_document import states_document


class Command(BaseCommand):
    help = "Write docs/states.md from apps/moderation/rules/states.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="fail when the document does not say what the code does"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "states.md"
        wanted = states_document()
        if not check:
            path.write_text(wanted, encoding="utf-8")
            self.stdout.write(f"Wrote {path.name}.")
        elif not path.exists() or path.read_text(encoding="utf-8") != wanted:
            msg = "docs/states.md is not what apps/moderation/rules/states.py says. Run: ./dev manage write_states_doc"
            raise CommandError(msg)

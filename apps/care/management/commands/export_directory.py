"""Gives out the directory of professional support as a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from apps.care.rules.directory_file import VERSION
from apps.care.services.directory import written


class Command(BaseCommand):
    help = f"Write the directory of professional support as CSV, its columns named after {VERSION}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        # With the mark by which spreadsheets know the letters, and the line ends that the table has already.
        file.write_bytes(written().encode("utf-8-sig"))
        self.stdout.write(f"Wrote {file}.")

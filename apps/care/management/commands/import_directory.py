"""Takes a table into the directory of professional support: all of it, or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.care.forms_directory import read_file
from apps.care.rules.directory_file import VERSION
from apps.care.services.directory import keep_file
from apps.core.errors import DomainError
from apps.core.wording import in_words


class Command(BaseCommand):
    help = (
        f"Take a CSV file into the directory of professional support, its columns named after {VERSION}: /directory/file/ "
        "lists them. Every line that cannot be used is named, and then nothing is taken in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only say whether it can be taken in")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            reading = read_file(file.read_bytes())
        except OSError as error:
            msg = f"{file} cannot be read: {error.strerror}."
            raise CommandError(msg) from None
        except DomainError as error:
            raise CommandError(in_words(error)) from None
        for problem in reading.problems:
            self.stderr.write(f"Line {problem.line}: {problem.words}")
        if reading.problems:
            msg = "Nothing was taken in."
            raise CommandError(msg)
        if check:
            self.stdout.write(f"Every line can be used: {len(reading.offers)} in all.")
            return
        done = keep_file(reading.offers)
        self.stdout.write(f"Taken in: {done.added} new, {done.changed} changed, {done.same} as before.")

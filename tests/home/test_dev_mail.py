"""The mails of development, which production does not have."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django.fixtures import Settings

from devkit.check import PRODUCTION_LIKE

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DEV_MAIL_DIR = str(tmp_path)
    return tmp_path


def keep(folder: Path, number: int, to: str, text: str) -> None:
    mail = EmailMultiAlternatives("Your code", text, "Reminder <post@localhost>", [to])
    mail.attach_alternative(f"<h1>{text}</h1>", "text/html")
    (folder / f"{number}-aa.eml").write_bytes(mail.message().as_bytes())


def test_the_newest_comes_first_with_its_code(client: Client, folder: Path) -> None:
    keep(folder, 1, "old@example.org", "Your code is:\n\nAAAA-1111\n")
    keep(folder, 2, "new@example.org", "Your code is:\n\nBBBB-2222 ñ\n")
    page = client.get("/dev/mail/").content.decode()
    assert page.index("BBBB-2222 ñ") < page.index("AAAA-1111")


def test_the_mails_to_one_person_can_be_asked_for(client: Client, folder: Path) -> None:
    keep(folder, 1, "old@example.org", "AAAA-1111")
    keep(folder, 2, "new@example.org", "BBBB-2222")
    page = client.get("/dev/mail/?to=OLD@example.org").content.decode()
    assert "AAAA-1111" in page
    assert "BBBB-2222" not in page


def test_what_a_mail_says_is_text(client: Client, folder: Path) -> None:
    keep(folder, 1, "old@example.org", "<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/dev/mail/").content.decode()


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"Subject: x\n\n", b"Date: never\n\nx"])
def test_a_broken_mail_breaks_nothing(client: Client, folder: Path, content: bytes) -> None:
    (folder / "1-aa.eml").write_bytes(content)
    assert client.get("/dev/mail/").status_code == 200


def test_no_mail_and_no_folder_say_what_to_do(client: Client, settings: Settings) -> None:
    settings.DEV_MAIL_DIR = "/nowhere/at/all"
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


def test_production_does_not_know_the_address() -> None:
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from django.urls import Resolver404, resolve\n"
        "try: resolve('/dev/mail/')\n"
        "except Resolver404: print('nothing here')\n"
    )
    environment = os.environ | PRODUCTION_LIKE | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "nothing here"

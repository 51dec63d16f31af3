"""What may be read over somebody's shoulder: mails about the account, in their parcel and in their words."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from apps.accounts.services.account_mails import subject_templates

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SUBJECTS = subject_templates()
CONTEXT = {
    "code": "ABC-123",
    "email": "bob@example.org",
    "from_email": "bob@example.org",
    "to_email": "robert@example.org",
    "deleted_email": "bob@example.org",
    "password_reset_url": "https://site.example/accounts/password/reset/",
    "signup_url": "https://site.example/accounts/signup/",
    "current_site": SimpleNamespace(name="Beside", domain="site.example"),
    "ip": "192.0.2.1",
    "user_agent": "Firefox",
}
TELLING = ("Beside", "group", "meeting", "support", "member", "bob@", "192.0.2.1", "!")


def bodies_of(subject: str) -> list[str]:
    message = subject.replace("_subject.txt", "_message")
    found = [f"{message}.{kind}" for kind in ("txt", "html") if (TEMPLATES / f"{message}.{kind}").exists()]
    return [render_to_string(name, CONTEXT) for name in found]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_says_nothing_of_the_site(subject: str) -> None:
    assert render_to_string(subject, CONTEXT).strip() in {"Your code", "Your account"}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_body_says_nothing_of_the_site_or_the_person(subject: str) -> None:
    bodies = bodies_of(subject)

    assert bodies
    for body in bodies:
        for word in TELLING:
            assert word not in body.replace("<!doctype html>", ""), word
        assert "{{" not in body
        assert "src=" not in body


def test_a_code_stands_on_a_line_of_its_own() -> None:
    text = render_to_string("account/email/email_confirmation_message.txt", CONTEXT)

    assert "\nABC-123\n" in text

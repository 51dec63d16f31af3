"""The mails that were sent, for development: the mail sink keeps them and nobody else gets them."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN_COUNT = 50


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail as the page shows it."""

    to: str
    sender: str
    subject: str
    sent_at: datetime | None
    text: str


@require_safe
def dev_mail(request: HttpRequest) -> HttpResponse:
    """Show the newest mails, or those to one address: `?to=nia@example.org`."""
    to = request.GET.get("to", "").strip().lower()
    mails = [mail for mail in newest_mails(Path(settings.DEV_MAIL_DIR)) if to in mail.to.lower()]
    return render(request, "home/dev_mail.html", {"mails": mails[:SHOWN_COUNT], "to": to})


def newest_mails(folder: Path) -> list[KeptMail]:
    """Return every kept mail, newest first: the sink's file names begin with the moment of arrival."""
    files = sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []
    return [mail for mail in map(_read, files) if mail]


def _read(file: Path) -> KeptMail | None:
    try:
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
    except FileNotFoundError:
        # The sink drops its oldest mails while we read.
        return None
    body = message.get_body(("plain",))
    return KeptMail(
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=_moment(message),
        text=body.get_content() if body else "",
    )


def _moment(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None

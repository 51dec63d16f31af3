"""The whole way of a notice: row, queue, worker, mail server."""

import email
import email.policy
import os
from pathlib import Path

from apps.notifications.services.sending import notify
from tests.accounts.factories import make_user
from tests.live import LiveApp, wait_until

FOLDER = Path(os.environ["DEV_MAIL_DIR"])


def arrived(address: str) -> list[str]:
    """Return the Message-IDs of the mails that the mail server took for this address."""
    mails = (email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in FOLDER.glob("*.eml"))
    return [str(mail["Message-ID"]) for mail in mails if mail["To"] == address]


def test_worker_mails_a_notice_as_soon_as_it_is_there(live_app: LiveApp) -> None:
    live_app.start("worker")
    person = make_user("notified-live")
    notice = notify(person.pk, kind="something", wants_mail=True)
    wait_until(lambda: arrived(person.email), seconds=40, what="the mail is there")
    assert arrived(person.email) == [f"<notice.{notice.public_id}@localhost>"]

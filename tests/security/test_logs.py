"""What a session leaves in the log: routes, codes and moments, nothing of people."""

import re
import urllib.error
import urllib.parse
import urllib.request

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.services.rooms import chat_room
from config import logs
from tests.groups.factories import membership_of
from tests.live import LiveApp, wait_until
from tests.messaging.tabs import cookie_of, open_tab

TOKEN = "a-token-that-opens-a-group"


def ask(app: LiveApp, path: str, data: dict[str, str] | None = None) -> None:
    body = urllib.parse.urlencode(data).encode() if data is not None else None
    try:
        urllib.request.urlopen(app.url + path, body, timeout=20).close()
    except urllib.error.HTTPError as answer:
        answer.close()


def test_the_log_of_a_session_names_no_person_no_words_and_no_token(live_app: LiveApp, bob: User, group: Group) -> None:
    room = chat_room(group)
    before = len(live_app.log_of("web"))
    ask(live_app, f"/groups/invitations/{TOKEN}/")
    ask(live_app, f"/groups/invitations/{TOKEN}/", {"alias": "Bramble"})
    ask(live_app, f"/nowhere/{TOKEN}/")
    ask(live_app, f"/groups/{room.group.public_id}/search/?q=canary")
    ask(live_app, f"/rooms/{room.public_id}/aliases/?q=canary")
    ask(live_app, "/accounts/login/", {"login": bob.email, "password": "a canary lamp"})
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        tab.say(room.public_id, "Words of a canary")
        tab.until("message.sent")
    ask(live_app, "/healthz")
    wait_until(lambda: "healthz" in live_app.log_of("web")[before:])
    log = live_app.log_of("web")[before:]
    assert "Forbidden: groups/invitations/<slug:token>/" in log
    alias = membership_of(bob, group).alias
    for secret in (TOKEN, bob.email, alias, group.name, "canary", "sessionid"):
        assert secret not in log, secret
    assert not re.search(r"127\.0\.0\.1:\d+", log)


def test_a_broken_rule_is_logged_without_its_values() -> None:
    told = "duplicate key value\nDETAIL:  Key (email)=(bob@example.org) already exists.\nLINE 1"
    assert "bob" not in logs.leave_out_values(None, "", {"exception": told})["exception"]

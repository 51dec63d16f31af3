"""The whole way of a notice about words: row, queue, worker, open page; and what stays when a part of it is dead."""

import json

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import UntoldWords
from apps.messaging.services.reaching import NOTICE, tell_people
from apps.messaging.services.rooms import chat_room
from apps.notifications.models import Notice
from tests.live import LiveApp, wait_until
from tests.messaging.changing import say
from tests.messaging.tabs import cookie_of, open_tab


def told(user: User) -> bool:
    return Notice.objects.filter(user=user, kind=NOTICE).exists()


def test_worker_tells_whoever_is_called_on_and_their_open_page_learns_only_that(
    live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    live_app.start("worker")
    room = chat_room(group)
    with open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        with open_tab(live_app.socket_url, cookie_of(bob)) as his:
            his.open(room.public_id)
            his.say(room.public_id, "@Clover, are you there?")
            his.until("message.sent")
        frame = hers.until("notice", seconds=40)
    assert json.dumps(frame) == '{"type": "notice"}'
    assert told(carol)
    assert not UntoldWords.objects.exists()


def test_worker_that_was_killed_loses_nothing(live_app: LiveApp, group: Group, bob: User, carol: User) -> None:
    live_app.start("worker")
    live_app.kill("worker")
    say(bob, chat_room(group), "@Clover")
    assert not told(carol)
    live_app.start("worker")
    wait_until(lambda: told(carol) or tell_people() or told(carol), seconds=40, what="the notice is there")
    assert not UntoldWords.objects.exists()

"""PostgreSQL is ended at once, as `pg_ctl stop -m immediate` does, and started again while people talk."""

import random
from time import sleep

from apps.accounts.models import User
from apps.messaging.models import Room
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages, StartApp
from tests.faults.servers import FragileApp, Postgres
from tests.faults.talking import talk_during


def test_restarted_at_once(
    start_app: StartApp,
    postgres: Postgres,
    open_pages: OpenPages,
    room: Room,
    bob: User,
    carol: User,
    mo: User,
    seed: int,
    full: bool,
) -> None:
    """Twice, with `--full` five times: who sends meanwhile waits or is asked to try again; nothing acknowledged is gone."""
    dice = random.Random(seed)
    app = start_app("web", "web-2", DATABASE_URL=postgres.url)
    pages = open_pages(app.site, bob, carol, mo, seed=seed)
    with talk_during(pages, dice):
        for _each in range(5 if full else 2):
            sleep(dice.uniform(1, 2))
            postgres.end_at_once()
            sleep(dice.uniform(0, 1.5))
            postgres.start()
        sleep(1.5)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert _noticed(app) or any(page.refusals["unavailable"] or page.breaks for page in pages)
    assert not any(status in {500, 502, 504} for page in pages for status in page.statuses)
    app.assert_calm()


def _noticed(app: FragileApp) -> bool:
    """Say whether a process met the restart: people need not."""
    met = ("posting_again_over_a_new_connection", "messages_not_kept")
    return any(what in app.log_of(name) for name in app.ports for what in met)

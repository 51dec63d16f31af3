"""What the faults share: a room, pages in it, web processes of a fault's own, and the servers behind them."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Room
from apps.messaging.services.rooms import chat_room
from devkit.children import free_port
from devkit.places import temporary_folder
from tests.faults.pages import Page, Site
from tests.faults.servers import FragileApp, Postgres, Valkey, own_postgres, own_valkey, reading_from
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """People live where the web processes of the fault read."""
    request.getfixturevalue("postgres_of_own" if "postgres" in request.fixturenames else "live_db")


@pytest.fixture
def room(group: Group) -> Room:
    return chat_room(group)


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey of this test's own."""
    with own_valkey(tmp_path) as server:
        yield server


@pytest.fixture
def postgres(live_database: str, tmp_path: Path) -> Iterator[Postgres]:
    """A PostgreSQL of this test's own, in which its people live."""
    with (
        temporary_folder("fault") as folder,
        own_postgres(folder, tmp_path / "postgres.log", live_database) as server,
    ):
        yield server


@pytest.fixture
def postgres_of_own(postgres: Postgres, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), reading_from(postgres):
        yield


type StartApp = Callable[..., FragileApp]


@pytest.fixture
def start_app(live_processes: LiveApp, database: None, tmp_path: Path) -> Iterator[StartApp]:
    """Start web processes of one site, for example `start_app("web", "web-2", REDIS_URL=…)`."""
    with ExitStack() as ending:

        def start(*names: str, **variables: str) -> FragileApp:
            ports = {name: free_port() for name in names}
            port = ports[names[0]]
            environment = live_processes.environment | {"SITE_URL": f"http://localhost:{port}"} | variables
            app = FragileApp(port, environment, tmp_path, ports=ports)
            ending.callback(app.stop)
            app.launch_all()
            return app

        yield start


type OpenPages = Callable[..., list[Page]]


@pytest.fixture
def open_pages(room: Room) -> Iterator[OpenPages]:
    """Open the room for each of these people on a site, and end their pages with the test."""
    with ExitStack() as ending:

        def open_for(site: Site, *people: User, seed: int = 0, **options: Any) -> list[Page]:
            dice = random.Random(seed)
            pages = []
            for user in people:
                name = user.email.partition("@")[0]
                own = random.Random(dice.random())
                page = Page(name, cookie_of(user), room.public_id, site, own, **options)
                pages.append(page)
                ending.callback(page.end)
                page.start()
            return pages

        yield open_for


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Faults last their whole time."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """So many times workers are killed: a few in every run, a hundred in `./dev faults`."""
    return int(request.config.getoption("--kills"))


@pytest.fixture(scope="session")
def second_port() -> int:
    return free_port()


@pytest.fixture
def pair(live_app: LiveApp, second_port: int) -> FragileApp:
    """The session's web process and a second one beside it, for faults after which both are whole again."""
    ports = {"web": live_app.port, "web-2": second_port}
    live_app.start("web-2", second_port)
    live_app.begin_logs()
    shared = FragileApp(live_app.port, live_app.environment, live_app.logs, live_app.children, ports=ports)
    shared.begin_logs()
    return shared

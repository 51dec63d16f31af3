"""The people of every test, named by what they are to the group."""

import gc
import logging
from collections.abc import Generator, Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import Role
from tests.accounts.factories import make_user
from tests.database import django_db_setup, starting_tables
from tests.groups.factories import make_group, make_membership
from tests.live import LiveApp, live_app, live_database, live_db, live_processes

__all__ = ["django_db_setup", "live_app", "live_database", "live_db", "live_processes", "starting_tables"]

# A busy machine pauses anything for seconds; what a property is about is never how long it took.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


LAST_WORDS = 4_000  # Characters of each process's log that a failure shows.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the real processes wrote meanwhile."""
    report = yield
    app = getattr(item, "funcargs", {}).get("live_app")
    if report.failed and isinstance(app, LiveApp):
        report.sections += [(f"log of {name}", app.log_of(name)[-LAST_WORDS:]) for name in app.log_starts]
    return report


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through for garbage again and again."""
    gc.freeze()


@pytest.fixture(autouse=True)
def plain_language() -> None:
    """Begin in English: a thread keeps the language of the last request it served."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def short_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Write down what failed alone, unless the test reads the log: it takes a quarter of the time of a small request."""
    logging.disable(logging.NOTSET if "caplog" in request.fixturenames else logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """Write where the test reads: the live processes' database, or the test's own transaction."""
    request.getfixturevalue("live_db" if "live_app" in request.fixturenames else "db")


@pytest.fixture
def group(database: None) -> Group:
    return make_group()


@pytest.fixture
def alice(group: Group) -> User:
    """Owns the group and facilitates it."""
    user = make_user("alice")
    make_membership(user, group, "Heron", Role.OWNER, Role.FACILITATOR)
    return user


@pytest.fixture
def mo(group: Group) -> User:
    """Moderates the group."""
    user = make_user("mo")
    make_membership(user, group, "Saltmarsh", Role.MODERATOR)
    return user


@pytest.fixture
def bob(group: Group) -> User:
    """Is a member."""
    user = make_user("bob")
    make_membership(user, group, "Bramble")
    return user


@pytest.fixture
def carol(group: Group) -> User:
    """Is another member."""
    user = make_user("carol")
    make_membership(user, group, "Clover")
    return user


@pytest.fixture
def nia(database: None) -> User:
    """Is new: an account and no group."""
    return make_user("nia")


@pytest.fixture
def eve(database: None) -> User:
    """Is an outsider: a member of another group alone."""
    user = make_user("eve")
    make_membership(user, make_group("New hip, slow walk"), "Otter")
    return user


@pytest.fixture
def sam(database: None) -> User:
    """Is site safety staff."""
    return make_user("sam", is_staff=True, is_safety_staff=True)

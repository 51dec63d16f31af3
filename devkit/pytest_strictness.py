"""Makes a test run honest: a test that was skipped or expected to fail counts as failed.

A browser, a server or a package that is missing must be seen, not passed over. Tests marked `browser`
stay together on two xdist workers, those that need media on one: so they share servers and a Chromium. Faults stay
together on a third, one after the other: each has several servers of its own. What reads all our sources reads them once.
"""

from collections.abc import Generator

import pytest

# The longest first, each a worker's for as long as it takes; those of `devkit` need no migrated database, and run while
# faults have it migrated.
FIRST = ["faults", "devkit", "browser", "browser with media"]
TOGETHER = {"faults", "browser", "browser with media", "architecture"}
# Node ids of tests that may be skipped, each with a reason in a comment. Empty, and meant to stay so.
MAY_BE_SKIPPED: frozenset[str] = frozenset()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip, an expected failure and an unexpected pass into a failure."""
    report = yield
    if item.nodeid in MAY_BE_SKIPPED:
        return report
    if report.skipped or hasattr(report, "wasxfail"):
        report.longrepr = (
            f"{item.nodeid} did not run to a verdict: {_reason(report)}. Skips and xfails count as failures."
        )
        report.outcome = "failed"
        if hasattr(report, "wasxfail"):
            del report.wasxfail
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a module that skips itself into a failure."""
    report = yield
    if report.outcome == "skipped" and collector.nodeid not in MAY_BE_SKIPPED:
        report.longrepr = f"{collector.nodeid} skipped itself: {_reason(report)}. Skips count as failures."
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Give whatever shares a worker its group, and begin with the longest: the others would wait for it at the end."""
    for item in items:
        if (kind := _kind_of(item)) in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(kind))
    yield
    # After the random order was made.
    items.sort(key=lambda item: FIRST.index(kind) if (kind := _kind_of(item)) in FIRST else len(FIRST))


def _kind_of(item: pytest.Item) -> str:
    """Return "browser", "browser with media", or the name of the folder."""
    if marker := item.get_closest_marker("browser"):
        return "browser with media" if marker.kwargs.get("media") else "browser"
    return item.path.parent.name


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    expected_failure = getattr(report, "wasxfail", None)
    if expected_failure is not None:
        return f"marked xfail {expected_failure}".strip()
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr or "no reason given")

"""Lets a fault test ask for `seed` and for how long: once for each of `--seeds N` seeds, a seed repeats its course.

With `--full` faults last as long as they are meant to; without it they are shortened, so that every run has them.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--seeds N`, `--seed` to repeat the course of one that failed, and `--full`."""
    parser.addoption("--seeds", type=int, default=1, help="run each test that takes `seed` with this many seeds")
    parser.addoption("--seed", type=int, default=None, help="run each test that takes `seed` with this one alone")
    parser.addoption("--kills", type=int, default=4, help="kill workers so many times (`./dev faults`: 100)")
    parser.addoption("--full", action="store_true", help="let faults last their whole time: a minute, ten restarts")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that takes `seed` its seeds."""
    if "seed" in metafunc.fixturenames:
        one = metafunc.config.getoption("seed")
        seeds = range(metafunc.config.getoption("seeds")) if one is None else [one]
        metafunc.parametrize("seed", seeds)

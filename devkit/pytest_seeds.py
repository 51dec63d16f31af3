"""Lets a fault test ask for `seed`: it runs once for each of `--seeds N` seeds, and a seed repeats its course."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--seeds N`, and `--seed` to repeat the course of one that failed."""
    parser.addoption("--seeds", type=int, default=1, help="run each test that takes `seed` with this many seeds")
    parser.addoption("--seed", type=int, default=None, help="run each test that takes `seed` with this one alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that takes `seed` its seeds."""
    if "seed" in metafunc.fixturenames:
        one = metafunc.config.getoption("seed")
        seeds = range(metafunc.config.getoption("seeds")) if one is None else [one]
        metafunc.parametrize("seed", seeds)

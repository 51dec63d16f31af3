"""The services every test stands on."""

import os

import psycopg
import redis


def test_the_database_is_a_throwaway_postgresql_with_predictable_sorting() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"].replace("/beside?", "/postgres?")) as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), datlocprovider, datlocale FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    assert row == ("off", "b", "C.UTF-8")


def test_valkey_wants_its_password() -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as connection:
        assert connection.ping()

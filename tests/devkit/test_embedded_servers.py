"""The embedded servers keep their data and cope with what a killed run leaves behind."""

import os
import signal
import smtplib
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import psycopg
import pytest
import redis

from devkit.children import start_child, stop_child
from devkit.mail_sink import MailPlace, sink_program
from devkit.places import can_reach, temporary_folder
from devkit.postgres import (
    KEPT,
    PostgresPlace,
    clear_leftover,
    copy_programs,
    ensure_database,
    installed_folder,
    prepare_postgres,
    server_program,
)
from devkit.valkey import ValkeyPlace
from devkit.valkey import server_program as valkey_program
from tests.devkit.processes import is_running, wait_until

Started = tuple[PostgresPlace, subprocess.Popen[bytes]]


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder("test-kept") as made:
        yield made


def start(folder: Path) -> Started:
    place = prepare_postgres(folder / "data", folder / "socket")
    process = start_child(server_program(place, KEPT), output=subprocess.DEVNULL)
    wait_until(place.answers, what="PostgreSQL's answer")
    return place, process


def test_committed_rows_outlive_a_killed_postgresql_and_one_that_still_runs_is_ended(folder: Path) -> None:
    place, first = start(folder)
    ensure_database(place.url("postgres"), "beside")
    ensure_database(place.url("postgres"), "beside")
    with psycopg.connect(place.url("beside")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    _, second = start(folder)
    third_place, third = start(folder)  # As after a `kill -9` of the supervisor: the second still runs.
    try:
        second.wait(10)
        with psycopg.connect(third_place.url("beside")) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    finally:
        stop_child(third, by=signal.SIGINT)
    assert not is_running(second.pid)


def test_a_lock_file_that_names_somebody_elses_process_is_dropped(folder: Path) -> None:
    lock = folder / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{folder}\n")
    clear_leftover(folder)
    assert not lock.exists()


def test_the_database_is_closed_to_other_people(folder: Path) -> None:
    place = prepare_postgres(folder / "data", folder / "socket")
    assert place.data_folder.stat().st_mode & 0o777 == 0o700
    assert place.socket_folder.stat().st_mode & 0o777 == 0o700
    assert can_reach(folder, place.account)


def test_a_copy_of_the_programs_for_an_account_that_cannot_read_ours_runs(tmp_path: Path) -> None:
    original = installed_folder()
    copy_programs(original, tmp_path / "copy")
    for program in ("initdb", "postgres"):
        command = [str(tmp_path / "copy" / original.parent.name / original.name / "bin" / program), "--version"]
        assert "PostgreSQL" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_valkey_keeps_what_was_written_before_it_was_stopped(folder: Path) -> None:
    for expected in (None, b"kept"):
        place = ValkeyPlace(folder / "valkey", keep=True)
        process = start_child(valkey_program(place), output=subprocess.DEVNULL)
        wait_until(place.answers, what="Valkey's answer")
        with redis.Redis.from_url(place.url()) as connection:
            assert connection.get("word") == expected
            connection.set("word", "kept")
        stop_child(process)


def test_a_mail_becomes_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    place = MailPlace(tmp_path / "mail")
    process = start_child(sink_program(place))
    wait_until(place.answers, what="the sink's answer")
    with smtplib.SMTP("127.0.0.1", place.port) as connection:
        connection.sendmail("a@example.org", ["b@example.org"], "Subject: A reminder\r\n\r\nHello\r\n")
    stop_child(process)
    (mail,) = place.folder.glob("*.eml")
    assert message_from_bytes(mail.read_bytes())["Subject"] == "A reminder"
    assert mail.stat().st_mode & 0o777 == 0o600

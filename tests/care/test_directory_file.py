"""The directory as a table: all of it comes in, or nothing."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.care.errors import ColumnsMissing, NotATable, TooManyLines
from apps.care.forms_directory import read_file
from apps.care.models import Resource
from apps.care.rules.directory_file import COLUMNS, MOST_LINES, read_rows, write_rows
from apps.care.services.directory import keep_file, written
from apps.core.errors import DomainError
from tests.accounts.second_factor import sign_in_as_staff

FILE = reverse("directory:file")
HEAD = "service.id,service.name,address.country,schedule.attending_type,service.url,source_url,service.assured_date"
GOOD = f"{HEAD}\nk1,Anna,GB,phone;video,https://example.org/,https://example.org/a,2020-11-01\n"


def counted(text: str) -> tuple[int, int, int]:
    reading = read_file(text.encode())
    assert reading.problems == []
    done = keep_file(reading.offers)
    return done.added, done.changed, done.same


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotATable),
        (b"\n \n", NotATable),
        ("service.name\nAgn\xe8s".encode("latin-1"), NotATable),
        (b"\xff\xfe\x00s", NotATable),
        (b'service.name\n"' + b"x" * 200_000, NotATable),
        (b"service.name,address.country\n", ColumnsMissing),
        (f"{HEAD}\n".encode() + b"k\n" * (MOST_LINES + 1), TooManyLines),
    ],
    ids=["nothing", "empty lines", "latin", "utf-16", "unending", "columns", "long"],
)
def test_file_that_is_no_such_table_is_refused_in_words(data: bytes, error: type[DomainError]) -> None:
    with pytest.raises(error):
        read_rows(data)


def test_what_a_spreadsheet_would_run_is_given_out_as_text_and_taken_in_as_it_was() -> None:
    said = {name: ["en", "es"] if name == "languages" else "" for name in COLUMNS.values()}
    said |= {"name": "=1+1", "phone": "+44 808 157 0142", "description": 'Two\nlines, "quoted"', "hours": "'til five"}
    table = write_rows([said])
    assert "'=1+1" in table
    assert "'+44" in table
    (row,) = read_rows(table.encode("utf-8-sig"))
    assert row.fields == said | {name: [] for name in ("topics", "ways", "costs")}
    assert row.line == 2


def test_semicolons_capitals_spaces_and_columns_of_others_are_read(db: None) -> None:
    text = "\ufeff" + HEAD.replace(",", ";").upper() + ";service.status\n"
    text += '\n"k1";"An;na";gb;"phone, video";https://example.org/;https://example.org/a;2020-11-01;active\n'
    (row,) = read_rows(text.encode())
    assert (row.line, row.fields["name"], row.fields["ways"]) == (3, "An;na", ["phone", "video"])
    assert counted(text) == (1, 0, 0)


def test_what_was_given_out_comes_in_again_as_it_was(db: None) -> None:
    assert counted(GOOD) == (1, 0, 0)
    assert counted(GOOD) == (0, 0, 1)
    assert counted(GOOD.replace("Anna", "Ånna “ñ”")) == (0, 1, 0)
    assert counted(GOOD.replace("k1", "")) == (1, 0, 0)
    table = written()
    before = list(Resource.objects.order_by("key").values_list("key", "name", "ways", "verified_on"))
    Resource.objects.all().delete()
    assert counted(table) == (2, 0, 0)
    assert list(Resource.objects.order_by("key").values_list("key", "name", "ways", "verified_on")) == before
    assert counted(table) == (0, 0, 2)


BAD = f"""{HEAD}
k1,Changed,GB,phone,https://example.org/,https://example.org/a,2020-11-01
k2,"Two
lines",GB,letter,https://example.org/,https://example.org/a,2020-11-01
k3,,Great Britain,phone,,nonsense,2026-13-01
k2,Again,GB,phone,https://example.org/,https://example.org/a,2999-01-01
k4,Short
k5,Anna, of the house,GB,phone,https://example.org/,https://example.org/a,2020-11-01
"""


@pytest.mark.django_db
def test_every_bad_line_is_named_and_nothing_is_half_taken_in(client: Client, sam: User) -> None:
    keep_file(read_file(GOOD.encode()).offers)
    lines = {problem.line: "" for problem in read_file(BAD.encode()).problems}
    for problem in read_file(BAD.encode()).problems:
        lines[problem.line] += f"{problem.words}\n"
    assert set(lines) == {3, 5, 6, 7, 8}
    assert "schedule.attending_type: “letter” is not known here" in lines[3]
    for column in ("service.name", "address.country", "source_url", "service.assured_date"):
        assert f"{column}: " in lines[5]
    assert "The same service.id stands in line 3." in lines[6]
    assert "service.assured_date: That day has not come yet." in lines[6]
    assert lines[8] == "It has more cells than there are columns. A comma may stand outside of quotes.\n"
    sign_in_as_staff(client, sam)
    answer = client.post(FILE, {"file": SimpleUploadedFile("x.csv", BAD.encode())})
    assert answer.status_code == 422
    assert "Nothing was taken in" in answer.content.decode()
    assert "Line 7: " in answer.content.decode()
    assert list(Resource.objects.values_list("name", flat=True)) == ["Anna"]


@pytest.mark.django_db
def test_staff_take_in_and_give_out_a_table(client: Client, sam: User) -> None:
    sign_in_as_staff(client, sam)
    assert "service.assured_date · needed" in client.get(FILE).content.decode()
    done = client.post(FILE, {"file": SimpleUploadedFile("x.csv", GOOD.encode())}, follow=True)
    assert "Done: 1 new entry, 0 changed, 0 as before." in done.content.decode()
    assert Resource.objects.get().verified_on == date(2020, 11, 1)
    table = client.get(reverse("directory:table"))
    assert table["Content-Disposition"] == 'attachment; filename="directory.csv"'
    assert read_file(table.content).problems == []
    for sent in (
        {},
        {"file": SimpleUploadedFile("x.csv", b"\xff")},
        {"file": SimpleUploadedFile("x.csv", b"x" * 1_100_000)},
    ):
        refused = client.post(FILE, sent)
        assert refused.status_code == 422
        assert "field__error" in refused.content.decode()


@pytest.mark.django_db
def test_commands_do_the_same(tmp_path: Path) -> None:
    file, out, said = tmp_path / "in.csv", tmp_path / "out.csv", io.StringIO()
    file.write_text(GOOD, encoding="utf-8")
    call_command("import_directory", str(file), "--check", stdout=said)
    assert not Resource.objects.exists()
    call_command("import_directory", str(file), stdout=said)
    assert "1 new, 0 changed, 0 as before" in said.getvalue()
    call_command("export_directory", str(out), stdout=said)
    assert read_file(out.read_bytes()).problems == []
    file.write_text(BAD, encoding="utf-8")
    with pytest.raises(CommandError, match=r"Nothing was taken in\."):
        call_command("import_directory", str(file), stderr=said)
    assert "Line 3: schedule.attending_type" in said.getvalue()
    for none in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_directory", str(none))
    assert Resource.objects.get().name == "Anna"

"""What is taken as a passphrase, and how it is kept."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from apps.accounts.passphrases import NotBreached, NotCommon, Scrypt
from config import settings as production


@pytest.mark.parametrize(
    "passphrase",
    [
        "beside-beside",
        "Beside Passphrase 12",
        "SupportGroup!!",
        "grupo de apoyo",
        "recovery meeting",
        "lighthouse 2026",
    ],
)
def test_words_of_this_site_make_no_passphrase(passphrase: str, settings: Settings) -> None:
    settings.SITE_URL = "https://lighthouse.example"
    with pytest.raises(ValidationError, match="guessed first"):
        validate_password(passphrase)


def test_three_thousand_that_many_people_use_and_are_long_enough_are_refused() -> None:
    words = NotCommon()
    listed = {word for words in FREQUENCY_LISTS.values() for word in words} | CommonPasswordValidator().passwords
    common = [word for word in listed if len(word) >= 10]
    assert len(common) > 3000
    disguised = ["iloveyou2012", "P@ssw0rd!!11", "c@l1forn1a", "Tinkerbelltinkerbell", "...Liverpool..."]
    assert [word for word in (*common, *disguised) if is_taken(words, word)] == []


def test_what_stands_in_the_file_of_breached_ones_is_refused_wherever_it_stands(
    tmp_path: Path, settings: Settings
) -> None:
    breached = [f"a quiet lamp {number}" for number in range(9)]
    hashes = {word: hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in breached}
    file = tmp_path / "breached.txt"
    settings.BREACHED_PASSPHRASES = str(file)
    for known in (breached, breached[:1], []):
        for ending in ("\n", "\r\n"):
            lines = [f"{hashes[word]}:{7**number}" for number, word in enumerate(known)]
            file.write_bytes("".join(line + ending for line in sorted(lines)).encode())
            said = [
                word for word in (*breached, "a quiet lamp", "another quiet lamp") if not is_taken(NotBreached(), word)
            ]
            assert said == known
    file.write_text(f"{hashes[breached[0]]}:1\n")
    with pytest.raises(ValidationError, match="guessed first"):
        validate_password(breached[0])
    file.unlink()
    validate_password(breached[0])  # A file that is gone keeps nobody out.


def is_taken(words: NotCommon | NotBreached, passphrase: str) -> bool:
    try:
        words.validate(passphrase)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "passphrase", ["beside the old harbour", "our group of seven geese", "        quiet lamp", "ñandú " * 40]
)
def test_any_letters_will_do_and_words_of_ones_own_are_enough(passphrase: str) -> None:
    validate_password(passphrase)


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "known_as"), [("login", "current-password"), ("signup", "new-password")])
def test_it_is_covered_and_may_be_pasted_and_filled_in_by_a_manager(client: Client, page: str, known_as: str) -> None:
    [field] = re.findall(r"<input[^>]*type=\"password\"[^>]*>", client.get(f"/accounts/{page}/").content.decode())
    assert f'autocomplete="{known_as}"' in field
    assert not re.search(r"onpaste|readonly|pattern=", field)


def test_it_is_kept_as_expensively_as_the_standard_asks_and_hashes_of_before_are_renewed() -> None:
    assert production.PASSWORD_HASHERS[0] == "apps.accounts.passphrases.Scrypt"
    hasher = import_string(production.PASSWORD_HASHERS[0])()
    kept = hasher.encode(" A quiet Lamp ", "s" * 22)
    assert kept.startswith("scrypt$32768$")
    assert kept.split("$")[3:5] == ["8", "3"]
    assert hasher.verify(" A quiet Lamp ", kept)
    assert not hasher.verify("a quiet lamp", kept), "as it was typed: neither cut nor folded"
    assert hasher.must_update("scrypt$16384$" + kept.split("$", 2)[2])
    assert isinstance(hasher, Scrypt)

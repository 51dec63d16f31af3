"""Which country a person may be in."""

import pytest

from apps.care.rules.countries import as_country, country_of_languages, first_country


@pytest.mark.parametrize(
    ("tags", "country"),
    [
        (["en-gb"], "GB"),
        (["en", "fr-CA"], "CA"),
        (["zh-Hant-TW"], "TW"),
        (["en"], ""),
        (["*"], ""),
        ([], ""),
        (["es-419", "es-MX"], "MX"),
        (["en-\u0261b"], ""),
    ],
)
def test_region_comes_from_the_first_tag_that_names_one(tags: list[str], country: str) -> None:
    assert country_of_languages(tags) == country


@pytest.mark.parametrize("text", ["", "G", "GBR", "1A", "G\0", "ß", "<b", "éé"])
def test_what_is_no_country_code_is_none(text: str) -> None:
    assert as_country(text) == ""


def test_first_code_wins() -> None:
    assert first_country("", "xyz", "ie", "GB") == "IE"

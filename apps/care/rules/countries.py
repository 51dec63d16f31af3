"""Which country a person may be in, by its two letters."""

import re
from collections.abc import Iterable

_CODE = re.compile(r"[A-Za-z]{2}", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})", re.ASCII)


def as_country(text: str) -> str:
    """Return two capital letters, or nothing for any other text."""
    return text.upper() if _CODE.fullmatch(text) else ""


def country_of_languages(tags: Iterable[str]) -> str:
    """Return the region of the first language tag that names one (RFC 5646): `en-GB` is GB; else nothing."""
    regions = (match[1].upper() for tag in tags if (match := _TAG.fullmatch(tag)))
    return next(regions, "")


def first_country(*candidates: str) -> str:
    """Return the first candidate that is a country code, or nothing."""
    return next((code for candidate in candidates if (code := as_country(candidate))), "")

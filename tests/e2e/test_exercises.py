"""Exercises in a real browser: whoever wants no motion sees none, whoever does not mind sees a stone that breathes."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from apps.care.rules.exercises import EXERCISES
from tests.e2e.conftest import OpenProfile

pytestmark = pytest.mark.browser

MOVING = "document.getAnimations().length"
ADDRESSES = {name: reverse("care:exercise", args=[name]) for name in EXERCISES}


def test_nothing_moves_where_somebody_wants_no_motion(open_profile: OpenProfile) -> None:
    page = open_profile(reduced_motion="reduce")
    for address in (reverse("care:help"), *ADDRESSES.values()):
        page.goto(address)
        assert page.evaluate(MOVING) == 0, address
    page.goto(ADDRESSES["breathing"])
    # It does already.
    expect(page.get_by_label("Let the stone stand still")).to_be_hidden()


def test_the_stone_breathes_for_all_others_until_they_let_it_stand_still(open_profile: OpenProfile) -> None:
    page = open_profile(reduced_motion="no-preference")
    page.goto(ADDRESSES["breathing"])
    # The stone, and the two words on it.
    assert page.evaluate(MOVING) == 3
    page.get_by_label("Let the stone stand still").check()
    page.wait_for_function(f"{MOVING} === 0")

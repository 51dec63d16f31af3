"""What is typed into several lines: counted as it was written, and never cut off."""

from django import forms
from django.http import QueryDict


class Words(forms.Form):
    words = forms.CharField(max_length=5, widget=forms.Textarea)


def test_the_end_of_a_line_is_one_letter() -> None:
    fits = Words(QueryDict("words=ab%0D%0Acd"))
    assert fits.is_valid()
    assert fits.cleaned_data == {"words": "ab\ncd"}
    too_long = Words(QueryDict("words=ab%0D%0Acde"))
    assert too_long.errors == {"words": ["This is too long: at most 5 letters fit, and it has 6."]}


def test_a_browser_cuts_nothing_off_and_what_is_too_long_stays_in_its_field() -> None:
    drawn = Words(QueryDict("words=abcdefgh")).as_div()
    assert "maxlength" not in drawn
    assert "abcdefgh" in drawn

"""What the tags draw."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import ResolverMatch

from apps.core.forms import Chips, Choices
from apps.core.templatetags.beside import SECTIONS


def draw(source: str, **context: object) -> str:
    return Template("{% load beside %}" + source).render(Context(context))


class SampleForm(forms.Form):
    email = forms.EmailField(label="Your e-mail", help_text="Only we see it.")
    joining = forms.ChoiceField(
        label="Who may join",
        choices=[("open", "Open"), ("ask", "Ask first")],
        widget=Choices(more={"open": "Anyone may walk in."}),
    )
    topics = forms.MultipleChoiceField(label="About", choices=[("grief", "Grief")], widget=Chips, required=False)
    is_adult = forms.BooleanField(label="I am an adult")


def test_an_icon_is_decoration_from_our_own_sprite() -> None:
    assert draw('{% icon "lock" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#i-lock"/></svg>'
    )


def test_an_arrow_turns_where_people_read_from_right_to_left() -> None:
    assert 'class="icon icon--turns"' in draw('{% icon "arrow-left" %}')


def test_an_avatar_says_nothing_but_the_drawing() -> None:
    drawn = draw('{% avatar id size="small" %}', id="4GkQ2xWbZr7M")

    assert drawn.startswith('<span class="avatar avatar--ochre avatar--shape-4 avatar--small" aria-hidden="true">')
    assert "4GkQ2xWbZr7M" not in drawn
    assert "style=" not in drawn


def test_a_class_name_cannot_break_out_of_an_avatar() -> None:
    assert "<script" not in draw('{% avatar "x" size=size %}', size='"><script>')


@pytest.mark.parametrize(("namespace", "section"), SECTIONS.items())
def test_the_navigation_shows_where_one_is(namespace: str, section: str) -> None:
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, namespaces=[namespace])

    drawn = draw("{{ ''|navigation:request }}", request=request)

    assert drawn.count('aria-current="page"') == 1
    assert re.search(rf'aria-current="page">.*\s{section.title()}( <own-notices .*)?</a>', drawn)


def test_a_page_may_say_itself_where_one_is() -> None:
    drawn = draw("{% filter navigation:request %} messages\n{% endfilter %}", request=RequestFactory().get("/"))

    assert re.search(r'aria-current="page">.*\sMessages</a>', drawn)


def test_a_field_joins_label_hint_and_error_to_its_control() -> None:
    drawn = str(SampleForm({"email": "nobody"})["email"].as_field_group())

    assert '<label class="field__label" for="id_email">Your e-mail</label>' in drawn
    assert 'class="input"' in drawn
    assert 'aria-describedby="id_email_helptext id_email_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_email_helptext"' in drawn
    assert 'id="id_email_error"' in drawn
    assert 'value="nobody"' in drawn


def test_choices_are_a_set_with_a_legend_and_a_second_line() -> None:
    drawn = str(SampleForm()["joining"].as_field_group())

    assert "<fieldset" in drawn
    assert '<legend class="legend">Who may join</legend>' in drawn
    assert '<span class="choice__more">Anyone may walk in.</span>' in drawn
    assert drawn.count('class="choice"') == 2


def test_what_may_be_passed_says_so() -> None:
    assert "(you can pass)" in str(SampleForm()["topics"].as_field_group())
    assert "(you can pass)" not in str(SampleForm()["email"].as_field_group())


def test_a_single_tick_has_its_words_inside_the_target() -> None:
    drawn = str(SampleForm()["is_adult"].as_field_group())

    assert '<label class="choice" for="id_is_adult">' in drawn
    assert "<fieldset" not in drawn


def test_a_whole_form_says_first_what_concerns_all_of_it() -> None:
    form = SampleForm({})
    form.add_error(None, "That did not go through.")

    drawn = str(form)

    assert drawn.index("That did not go through.") < drawn.index("Your e-mail")
    assert 'role="alert"' in drawn


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8", "A browser"),
    ],
)
def test_a_session_is_named_by_browser_and_device(user_agent: str, words: str) -> None:
    assert draw("{{ agent|device_in_words }}", agent=user_agent) == words


def test_a_field_does_not_repeat_its_label_inside() -> None:
    class PlaceholderForm(forms.Form):
        code = forms.CharField(widget=forms.TextInput({"placeholder": "Code", "autocomplete": "one-time-code"}))

    assert "placeholder" not in str(PlaceholderForm())


def test_what_is_missing_is_said_kindly() -> None:
    errors = SampleForm({"email": "nobody"}).errors

    assert errors["email"] == ["That does not look like an e-mail address. Please look at it again."]
    assert errors["joining"] == ["Please choose one."]
    assert errors["is_adult"] == ["Please tick this to go on."]
    assert SampleForm({}).errors["email"] == ["Please fill this in."]

"""What several pages of one's own way need."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.core.errors import DomainError, NotFound
from apps.core.wording import in_words

PAGE = 30


def sent_by(request: HttpRequest) -> QueryDict | None:
    """Return what was filled in, be it nothing at all; None for a page that was only asked for."""
    return request.POST if request.method == "POST" else None


def is_done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or put beside what was typed why it could not be done. What is not there stays a 404."""
    try:
        act()
    except NotFound:
        raise
    except DomainError as error:
        form.add_error(None, in_words(error))
        return False
    return True


def offer_company(request: HttpRequest, form: forms.Form) -> None:
    """Whoever has just kept new words of danger in a pact meets, once, on their next page, somebody to talk to.

    Nobody else hears of it. Words that stood there before are not looked at again.
    """
    new = [form.cleaned_data[name] for name in form.changed_data]
    if any(isinstance(words, str) and sounds_like_crisis(words) for words in new):
        said = _(
            "What you wrote sounds very hard to carry. It is kept as you wrote it, for the two of you, and nobody else "
            "was told of it."
        )
        messages.info(request, said, extra_tags="company")


def status_of(form: forms.Form) -> int:
    """Return 422 for a form that was sent with something missing or wrong in it."""
    return 422 if form.is_bound and form.errors else 200


def page_of(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    """Return the part of a long list that was asked for; what is no page is the nearest one."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))

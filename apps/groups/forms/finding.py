"""What somebody looks for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.choices import flatten_choices
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips
from apps.groups.models import Joining, Topic

LONGEST_SEARCH = 100


def language_choices() -> list[tuple[str, str]]:
    """Return each language under its own name."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


class FinderForm(forms.Form):
    """Words and filters, each of which can be left out; what cannot be used is said and looked past."""

    q = forms.CharField(
        label=_("What is it about?"),
        max_length=LONGEST_SEARCH,
        required=False,
        error_messages={"max_length": _("That is too much at once. A few words find more.")},
    )
    format = forms.MultipleChoiceField(
        label=_("How you take part"),
        choices=[("chat", _("Chat")), ("voice", _("Voices")), ("video", _("Pictures"))],
        widget=Chips,
        required=False,
    )
    language = forms.MultipleChoiceField(label=_("Language"), widget=Chips, required=False)
    joining = forms.MultipleChoiceField(
        label=_("Joining"),
        choices=[(Joining.OPEN.value, Joining.OPEN.label), (Joining.REQUEST.value, Joining.REQUEST.label)],
        widget=Chips,
        required=False,
    )
    topic = forms.MultipleChoiceField(label=_("Topic"), widget=Chips, required=False)

    def __init__(self, data: Any, topics: list[Topic]) -> None:
        super().__init__(_without_empty(data))
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]  # a choice field
        self.fields["topic"].choices = _by_area(topics)  # type: ignore[attr-defined]  # a choice field

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what can be used of what was asked; a filter that makes no sense filters nothing."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.chosen.items() if name != "q")

    @property
    def chosen_words(self) -> list[str]:
        """Return what each chosen filter is called, in the order of the form."""
        words = []
        for name, chosen in self.chosen.items():
            if name != "q":
                choices = self.fields[name].choices  # type: ignore[attr-defined]  # choice fields
                labels: dict[str, Any] = dict(flatten_choices(choices))
                words += [str(labels[value]) for value in chosen]
        return words


def _by_area(topics: list[Topic]) -> list[tuple[str, list[tuple[str, str]]]]:
    areas: dict[str, list[tuple[str, str]]] = {}
    for topic in topics:
        areas.setdefault(topic.shown_area, []).append((topic.slug, topic.shown_name))
    return list(areas.items())


def _without_empty(data: Any) -> Any:
    # `?language=&joining=` is a form sent with nothing chosen, not a choice of nothing.
    kept = data.copy()
    for name in data:
        kept.setlist(name, [value for value in data.getlist(name) if value != ""])
    return kept

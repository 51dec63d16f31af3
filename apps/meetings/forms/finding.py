"""What somebody looks for among the meetings, as the address says it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.groups.forms.finding import language_choices
from apps.groups.models import Topic
from apps.meetings.models import Format, Kind
from apps.meetings.services.calendar import Show, View, Wish

ANY = ("", _("Any"))


class FinderForm(forms.Form):
    """Every part can be left out, and one that makes no sense is looked past."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    format = forms.ChoiceField(label=_("How people meet"), required=False, choices=[ANY, *Format.choices])
    kind = forms.ChoiceField(label=_("What kind of meeting"), required=False, choices=[ANY, *Kind.choices])
    newcomers = forms.BooleanField(label=_("Newcomers are welcome"), required=False)
    soon = forms.BooleanField(label=_("Begins within two hours"), required=False)
    view = forms.ChoiceField(choices=[(view.value, "") for view in View], required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=[(show.value, "") for show in Show], required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Mapping[str, Any], topics: Iterable[Topic]) -> None:
        super().__init__(asked)
        self.fields["from"] = forms.DateField(required=False, widget=forms.HiddenInput)
        choices = {"topic": [(topic.slug, topic.shown_name) for topic in topics], "language": language_choices()}
        for name, offered in choices.items():
            self.fields[name].choices = [ANY, *offered]  # type: ignore[attr-defined]  # a choice field

    @property
    def wish(self) -> Wish:
        """Return what can be used of what was asked."""
        self.is_valid()
        told = self.cleaned_data
        return Wish(
            view=View(told.get("view") or View.LIST),
            first=told.get("from"),
            show=Show(told.get("show") or Show.ALL),
            topic=told.get("topic") or "",
            language=told.get("language") or "",
            format=told.get("format") or "",
            kind=told.get("kind") or "",
            newcomers=bool(told.get("newcomers")),
            soon=bool(told.get("soon")),
        )

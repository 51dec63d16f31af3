"""What site safety staff look for among all cases: chosen from lists, so that no name gets into an address."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import LENGTH, PublicIdConverter
from apps.moderation.models import Case, Report
from apps.moderation.rules.cases import Stage
from apps.moderation.services import case_search
from apps.moderation.services.case_search import Wanted

_STATES = [
    ("", _("in any state")),
    (Stage.WAITING.value, _("waiting for somebody")),
    (Stage.IN_HAND.value, _("in somebody’s hands")),
    (Stage.CLOSED.value, Case.State.CLOSED.label),
    (Stage.DONE.value, Case.State.DONE.label),
]
_AGES = [
    ("", _("of any age")),
    (case_search.LATE, _("later than it should have been looked at")),
    ("day", _("older than a day")),
    ("week", _("older than a week")),
    ("month", _("older than 30 days")),
]


class CaseSearchForm(forms.Form):
    """State, category, group, age, who holds it, and a number."""

    state = forms.ChoiceField(label=_("How far it is"), required=False, choices=_STATES)
    category = forms.ChoiceField(label=_("What it is about"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    age = forms.ChoiceField(label=_("How old"), required=False, choices=_AGES)
    holder = forms.ChoiceField(
        label=_("Who has it, or closed it"),
        required=False,
        help_text=_("With a group chosen, those who look after it stand here, too."),
    )
    number = forms.CharField(
        label=_("Number of the case or of a receipt"),
        required=False,
        validators=[
            RegexValidator(f"^{PublicIdConverter.regex}$", _("A number has 12 letters and digits, and nothing else."))
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": LENGTH}),
    )

    def __init__(self, *args: Any, group: str = "", groups_after: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found, has_more = case_search.groups_with_cases(after=groups_after, chosen=group)
        # Where the list of groups goes on.
        self.further_groups = found[-1].public_id if has_more else ""
        groups = [(one.public_id, one.name) for one in found]
        holders = [(member.public_id, member.alias) for member in case_search.holders_in(group)] if group else []
        offered: dict[str, list[tuple[str, Any]]] = {
            "category": [("", gettext("anything")), *Report.Category.choices],
            "group": [("", gettext("every group")), *groups],
            "holder": [
                ("", gettext("anybody or nobody")),
                (case_search.NOBODY, gettext("nobody")),
                (case_search.ME, gettext("I")),
                (case_search.STAFF, gettext("one of the people who run this site")),
                (case_search.GROUP, gettext("somebody of its group")),
                *holders,
            ],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type alone
            field.choices = choices

    @property
    def wanted(self) -> Wanted:
        """What was chosen, once it is valid."""
        return Wanted(**self.cleaned_data)

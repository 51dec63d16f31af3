"""Days, times and zones as people fill them in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.rules.time_zones import offered_zones

SHORTEST, LONGEST = 10, 240
# What a meeting may lie ahead: a slip of the keyboard ("2062") would otherwise plan a meeting nobody sees.
FURTHEST = timedelta(days=730)
MOST_DAYS = 40


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class NumberInput(forms.NumberInput):
    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric"})


class ZoneInput(forms.TextInput):
    """A line to type into, with every zone offered below it."""

    template_name = "meetings/_zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}_zones"
        context["zones"] = sorted(offered_zones())
        return context


class DaysInput(forms.Widget):
    """A row of days, with some empty ones behind them; sent again it has new empty ones."""

    template_name = "meetings/_days_input.html"
    use_fieldset = True
    spare = 2

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["values"] = [str(day) for day in value or []] + [""] * self.spare
        context["widget"]["is_invalid"] = "aria-invalid" in context["widget"]["attrs"]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002 - Django asks so
        found = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return [typed.strip() for typed in found if typed.strip()]

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - Django asks so
        return ""


class DaysField(forms.Field):
    """Some days, each once and in order."""

    widget = DaysInput

    def to_python(self, value: Any) -> list[date]:
        if len(value) > MOST_DAYS:
            raise ValidationError(
                _("These are more than %(most)d days. Please leave some out."), params={"most": MOST_DAYS}
            )
        return sorted({self._day(typed) for typed in value})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(str(day) for day in initial or []) != sorted(data or [])

    def _day(self, typed: str) -> date:
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise ValidationError(
                _("“%(typed)s” is not a day. Please write it like 2027-03-31."), params={"typed": typed[:40]}
            ) from None


class SeenForm(forms.Form):
    """Knows what it was drawn from: two who change the same at once do not overwrite one another unseen."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def look_again(self, sentence: str, state: str) -> None:
        """Say why it was not kept; sent again it will be, as a change of what is in this state now."""
        self.add_error(None, sentence)
        again = QueryDict(mutable=True)
        again.update(self.data)
        again["seen"] = state
        self.data = again

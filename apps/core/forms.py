"""How forms draw themselves, so that `{{ form }}` and `{{ form.email.as_field_group }}` look like the rest."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator, validate_email
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

TYPED_INTO = frozenset(
    {"text", "email", "password", "number", "url", "tel", "search", "date", "time", "datetime-local"}
)
OWN_TEMPLATES = {
    "django/forms/widgets/radio.html": "components/choices.html",
    "django/forms/widgets/checkbox_select.html": "components/choices.html",
}


def speak_plainly() -> None:
    """Have Django's own fields say what is missing in the words of this site."""
    forms.Field.default_error_messages["required"] = _("Please fill this in.")
    forms.BooleanField.default_error_messages = {"required": _("Please tick this to go on.")}
    forms.ChoiceField.default_error_messages["required"] = _("Please choose one.")
    forms.ChoiceField.default_error_messages["invalid_choice"] = _("That is not one of the choices any more.")
    MaxLengthValidator.message = _("This is too long: at most %(limit_value)d letters fit, and it has %(show_value)d.")
    ProhibitNullCharactersValidator.message = _("There is a sign in it that cannot be kept. Please write it without.")
    validate_email.message = _("That does not look like an e-mail address. Please look at it again.")


def count_lines_as_written() -> None:
    """Have every field of several lines read the end of a line as one letter; a browser sends two."""
    forms.Textarea.value_from_datadict = _lines_of  # type: ignore[assignment, method-assign]  # for libraries too


def _lines_of(_widget: forms.Widget, data: Any, _files: Any, name: str) -> Any:
    value = data.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class BesideFormRenderer(TemplatesSetting):
    """Draws Django's forms with the project's own components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if widget and _is_typed_into(template_name, widget):
            widget["attrs"]["class"] = f"input {widget['attrs'].get('class', '')}".strip()
            # allauth repeats the label inside the field, where it goes as soon as somebody types.
            if widget["attrs"].get("autocomplete"):
                widget["attrs"].pop("placeholder", None)
            # A browser would cut off without a word what is pasted; we say that it is too long, and keep all of it.
            if template_name.endswith("/textarea.html"):
                widget["attrs"].pop("maxlength", None)
        return super().render(OWN_TEMPLATES.get(template_name, template_name), context, request)


def _is_typed_into(template_name: str, widget: dict[str, Any]) -> bool:
    return widget.get("type") in TYPED_INTO or template_name.endswith(("/textarea.html", "/select.html"))


class WithMore:
    """Gives each choice a second, softer line: `Choices(more={"open": _("Anyone may walk in.")})`."""

    def __init__(self, *args: Any, more: dict[Any, Any] | None = None, **kwargs: Any) -> None:
        self.more = more or {}
        super().__init__(*args, **kwargs)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # mixed into widgets, which have it
        return option | {"more": self.more.get(str(value), "")}


class Choices(WithMore, forms.RadioSelect):
    """One of several, each a whole row."""


class ManyChoices(WithMore, forms.CheckboxSelectMultiple):
    """Any of several, each a whole row."""


class Chips(forms.CheckboxSelectMultiple):
    """Any of several short words, side by side."""

    template_name = "components/chips.html"


class ChipChoice(forms.RadioSelect):
    """One of several short words, side by side."""

    template_name = "components/chips.html"

"""Fields that several forms of a group share."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import DomainError
from apps.core.wording import in_words
from apps.groups.rules import aliases


class AliasField(forms.CharField):
    """A new alias; whether it may be used is decided in `rules/aliases.py`, whether it is free in the service."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"})
        kwargs.setdefault("label", _("Your alias in this group"))
        super().__init__(max_length=aliases.LONGEST, widget=widget, **kwargs)


class AgreementBox(forms.CheckboxInput):
    """A tick whose value is the version of the agreement that was read."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ARG002 - Django calls it
        return data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        version = self.attrs["value"]
        context["widget"]["attrs"]["checked"] = str(value or "") == str(version)
        return context


class AgreementField(forms.Field):
    """The accepted version as a number; a plain tick of another client means the present one."""

    def __init__(self, present_version: int) -> None:
        self.present_version = present_version
        messages = {"required": _("Please read what the group agreed on, and say that you agree.")}
        widget = AgreementBox(attrs={"value": present_version})
        super().__init__(label=_("I have read this and I agree"), widget=widget, error_messages=messages)

    def to_python(self, value: Any) -> int:
        text = str(value or "")
        if not text or text.casefold() in {"off", "false", "0"}:
            return 0
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else self.present_version

    def validate(self, value: int) -> None:
        if not value:
            raise forms.ValidationError(self.error_messages["required"], code="agreement_missing")


def add_problem(form: forms.BaseForm, error: DomainError, field: str | None = None) -> None:
    """The form shows the error in words, beside the field where one is to blame; what was typed stays."""
    form.add_error(field, as_problem(error))


def as_problem(error: DomainError) -> forms.ValidationError:
    """Return the error as forms carry it, in the person's language."""
    return forms.ValidationError(in_words(error), code=error.code)

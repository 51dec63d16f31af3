"""Another e-mail, and the two codes that prove both addresses."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import EMAIL_LENGTH
from apps.accounts.models import User
from apps.accounts.services.email_change import Wish


class EmailForm(forms.Form):
    """The address that shall be."""

    email = forms.EmailField(
        label=_("The new e-mail"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self._user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email == self._user.email.lower():
            raise get_adapter().validation_error("same_as_current")
        return email


def _code_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))


class CodesForm(forms.Form):
    """The code from either mailbox."""

    old_code = _code_field(_("The code sent to your present e-mail"))
    new_code = _code_field(_("The code sent to the new e-mail"))

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        self._wish = wish
        super().__init__(*args, **kwargs)

    def clean_old_code(self) -> str:
        return self._right(self.cleaned_data["old_code"], self._wish.old_code)

    def clean_new_code(self) -> str:
        return self._right(self.cleaned_data["new_code"], self._wish.new_code)

    def _right(self, typed: str, expected: str) -> str:
        if not compare_user_code(actual=typed, expected=expected):
            error: ValidationError = get_adapter().validation_error("incorrect_code")
            raise error
        return typed

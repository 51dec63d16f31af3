"""What a device answers about passkeys, and what people call them."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.errors import PasskeyRefused
from apps.accounts.models import User
from apps.accounts.services.passkeys import read_made, read_shown
from apps.accounts.sign_in_log import passkey_refused

NAME_LENGTH = 60
ANSWER_LENGTH = 20_000


class AnswerField(forms.JSONField):
    """What a device answered, as JSON that no person types."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        sentence = _("Nothing came from your device. Please try again.")
        super().__init__(error_messages={"required": sentence, "invalid": sentence})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > ANSWER_LENGTH:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class NameForm(forms.Form):
    """What a passkey is called on its owner's pages."""

    name = forms.CharField(label=_("What you call it"), max_length=NAME_LENGTH)


class MakePasskeyForm(forms.Form):
    """A new passkey; `credential` cleaned is what is kept of it."""

    name = forms.CharField(
        label=_("What you call it"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("To tell it from others later: “phone”, “the blue key”."),
    )
    credential = AnswerField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self._user = user
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return name or get_adapter().generate_authenticator_name(self._user, Authenticator.Type.WEBAUTHN)

    def clean_credential(self) -> dict[str, Any]:
        try:
            return read_made(self.cleaned_data["credential"])
        except PasskeyRefused as refused:
            raise ValidationError(gettext(refused.sentence)) from refused


class ShowPasskeyForm(allauth_forms.AuthenticateWebAuthnForm):
    """A passkey of the person who signs in or is asked again; `credential` cleaned is whose it is."""

    user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = AnswerField()

    def clean_credential(self) -> Authenticator:
        try:
            return read_shown(self.cleaned_data["credential"], self.user)
        except PasskeyRefused as refused:
            passkey_refused(context.request, self.user)
            raise ValidationError(gettext(refused.sentence)) from refused


class ReauthenticateForm(ShowPasskeyForm):
    """A passkey of whoever is signed in."""

    reauthenticated = True


class SignInForm(ShowPasskeyForm):
    """A passkey of anybody: it says itself whose it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)

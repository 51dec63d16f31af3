"""What people fill in about their account."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.context_processors import site_of
from apps.accounts.countries import by_name
from apps.accounts.models import Document, User
from apps.accounts.rules.time_zones import COMMON, UTC, known_zones, place_of, zones_by_region
from apps.accounts.services.clocks import time_there
from apps.accounts.services.consent import record_consent
from apps.accounts.services.preferences import set_language
from apps.accounts.services.unfinished import give_way
from apps.core.forms import Choices

# bcrypt-like limits do not apply to scrypt; this one keeps a mistaken paste from being hashed.
PASSPHRASE_LENGTH = 256
EMAIL_LENGTH = 254
# What is hashed where nobody typed anything.
NO_PASSPHRASE = "no passphrase at all"  # noqa: S105 - opens nothing


def _terms_label() -> SafeString:
    words = gettext("I have read the <a>terms</a> and agree to them.")
    return _linked(words, reverse_lazy("home:terms"))


def _privacy_label() -> SafeString:
    words = gettext(
        "Beside may keep what I tell here, also about my health, <a>as described</a>. I can take this back."
    )
    return _linked(words, reverse_lazy("home:privacy"))


def _linked(words: str, address: object) -> SafeString:
    """Make the part between `<a>` and `</a>` of a translated sentence a link, and escape everything else."""
    before, _, rest = words.partition("<a>")
    inner, _, after = rest.partition("</a>")
    return format_html('{}<a href="{}">{}</a>{}', before, str(address), inner, after)


LABELS: dict[Document, Any] = {
    Document.TERMS: lazy(_terms_label, SafeString)(),
    Document.SENSITIVE: lazy(_privacy_label, SafeString)(),
    Document.ADULT: _("I am an adult where I live."),
}
REASONS = {
    Document.TERMS: _("Please say yes to the terms, or leave it at this: nothing has been kept."),
    Document.SENSITIVE: _("Without this we could not keep what you write, so there would be no room to come to."),
    Document.ADULT: _("These groups are for adults alone. The help page names places for younger people."),
}


def consent_field(document: Document) -> forms.BooleanField:
    """Return the tick for one document: never ticked beforehand."""
    return forms.BooleanField(label=LABELS[document], error_messages={"required": REASONS[document]})


def _prepare(form: forms.Form, labels: dict[str, Any]) -> None:
    """Give allauth's fields our words, no placeholders, and an end."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        if isinstance(field.widget, forms.PasswordInput):
            field.widget.attrs["maxlength"] = PASSPHRASE_LENGTH


class SignupForm(allauth_forms.SignupForm):
    """An e-mail, a passphrase unless a passkey comes later, and three explicit ticks; a name is never asked for."""

    account_already_exists: bool
    by_passkey: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _prepare(self, {"email": _("Your e-mail"), "password1": _("A passphrase")})
        self.fields["email"] = forms.EmailField(
            label=_("Your e-mail"),
            max_length=EMAIL_LENGTH,
            help_text=_("Only for signing in and for reminders. Nobody here ever sees it."),
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            initial=self.fields["email"].initial,
        )
        self.fields |= {document.value: consent_field(document) for document in Document}
        self.order_fields(["email", "password1", *Document.values])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, or answer just so where there is one: same words, same work, and a mail to its owner."""
        if self.account_already_exists and give_way(self.cleaned_data["email"]):
            self.account_already_exists = False
        if self.account_already_exists or self.by_passkey:
            # Hashing costs most of the time of a sign-up: it is done on every way, or the clock tells.
            User().set_password(self.cleaned_data.get("password1") or NO_PASSPHRASE)
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[no-any-return]  # allauth has no types
            except IntegrityError:
                # Somebody signed up with the same address in this very moment.
                self.account_already_exists = True
        return super().try_save(request)  # type: ignore[no-any-return]  # allauth has no types

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Keep what was agreed to, and the language in which it was read."""
        record_consent(user, Document, site_of(request))
        set_language(user, translation.get_language() or settings.LANGUAGE_CODE)


class LoginForm(allauth_forms.LoginForm):
    """E-mail and passphrase."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _prepare(self, {"login": _("Your e-mail"), "password": _("Your passphrase")})


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The present passphrase, and a new one typed once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _prepare(self, {"oldpassword": _("Your present passphrase"), "password1": _("The new one")})


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address to which a code goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _prepare(self, {"email": _("Your e-mail")})

    def clean_email(self) -> str:
        """Look as often for an address that is known as for one that is not: nothing here outweighs a query."""
        email: str = super().clean_email()
        if self.users:
            User.objects.filter(email=email).first()
        return email


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first passphrase, typed once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _prepare(self, {"password1": _("A passphrase")})


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new passphrase, typed once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _prepare(self, {"password1": _("A new passphrase")})


class ConsentForm(forms.Form):
    """A tick for each document that the person has not agreed to in its present version."""

    def __init__(self, *args: Any, documents: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {document.value: consent_field(document) for document in documents}


def zone_choices() -> list[tuple[Any, Any]]:
    """Return UTC and every place with the time its clocks show now; the common ones come first."""
    regions = [(gettext(region), [(name, _zone_label(name)) for name in names]) for region, names in zones_by_region()]
    common = [(name, _zone_label(name)) for name in COMMON if name in known_zones()]
    return [("", gettext("Choose a place near you")), (gettext("Often chosen"), common), *regions, (UTC, "UTC")]


def _zone_label(name: str) -> str:
    return f"{place_of(name)} ({time_there(name)})"


class ZoneField(forms.ChoiceField):
    """One known IANA zone, chosen by a place."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid_choice": _("We do not know this place. Please choose one of the list.")}
        settings_of_field: dict[str, Any] = {"label": _("Your clock"), "error_messages": messages} | kwargs
        super().__init__(choices=zone_choices, **settings_of_field)

    def valid_value(self, value: Any) -> bool:
        return value in known_zones()


class LanguageForm(forms.Form):
    """In which language pages and mails speak."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        widget=Choices,
        error_messages={"invalid_choice": _("We do not speak this one yet. Please choose one of these.")},
    )


class TimeZoneForm(forms.Form):
    """By which clock times are shown."""

    time_zone = ZoneField(help_text=_("Every time is shown as it is there. We keep this, not where you are."))


class DiscreetForm(forms.Form):
    """How much a glance at the phone may tell."""

    is_discreet = forms.TypedChoiceField(
        label=_("Might someone look at your phone?"),
        choices=[("yes", _("Yes, or maybe: be discreet")), ("no", _("No, that is fine"))],
        coerce=lambda answer: answer == "yes",
        widget=Choices(
            more={
                "yes": _(
                    "Reminders never name anything. Every tab, and this site as an app on your home screen, is called “Page” "
                    "and shows a plain sheet; an app that is already there keeps its name until you remove it and add it anew. "
                    "You are signed out after 15 minutes in which you do nothing."
                ),
                "no": _("Reminders stay neutral."),
            }
        ),
    )


def _countries() -> list[tuple[str, str]]:
    return [("", gettext("Where my clock is")), *by_name()]


class CountryForm(forms.Form):
    """Whose helplines come first."""

    country = forms.ChoiceField(
        label=_("Country for helplines"),
        required=False,
        choices=_countries,
        help_text=_("Their numbers come first on the help page. Nobody else learns it."),
        error_messages={"invalid_choice": _("Please choose one of the list.")},
    )

"""What the account itself keeps of a person."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging

BELONGINGS = (
    Belonging(
        "accounts.User",
        "pk",
        title=_("My account"),
        fields={
            "email": _("e-mail address"),
            "language": _("language"),
            "time_zone": _("time zone"),
            "country": _("country for helplines"),
            "is_discreet": _("be discreet"),
            "created_at": _("made"),
            "last_login": _("last signed in"),
        },
    ),
    Belonging(
        "accounts.Consent",
        "user",
        title=_("What I agreed to"),
        fields={
            "document": _("document"),
            "version": _("version"),
            "given_at": _("agreed"),
            "withdrawn_at": _("taken back"),
        },
    ),
    Belonging("accounts.Export", "user", why="It is what is being packed."),
    Belonging("accounts.Erasure", "user", why="Nothing is packed for an account that rests: coming back undoes this."),
    Belonging(
        "account.EmailAddress",
        "user",
        title=_("My e-mail addresses"),
        fields={"email": _("e-mail address"), "verified": _("confirmed")},
    ),
    Belonging("account.EmailConfirmation", "email_address__user", why="A code that has been sent, and nothing else."),
    Belonging(
        "mfa.Authenticator",
        "user",
        title=_("My second factors"),
        fields={"type": _("kind"), "created_at": _("made"), "last_used_at": _("last used")},
    ),
    Belonging(
        "usersessions.UserSession",
        "user",
        title=_("Where I am signed in"),
        fields={
            "user_agent": _("browser"),
            "ip": _("network"),
            "created_at": _("since"),
            "last_seen_at": _("last used"),
        },
    ),
    Belonging("admin.LogEntry", "user", why="What an administrator changed on behalf of the site."),
)

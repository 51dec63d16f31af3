"""What notices keep of a person."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging

BELONGINGS = (
    Belonging(
        "notifications.Notice",
        "user",
        title=_("What I was told"),
        fields={
            "created_at": _("when"),
            "kind": _("kind"),
            "details": _("what"),
            "words": _("words"),
            "read_at": _("read"),
        },
    ),
    Belonging(
        "notifications.NoticeChoice",
        "user",
        title=_("How I want to be told"),
        fields={"kind": _("kind"), "in_page": _("on this site"), "by_mail": _("by mail"), "by_push": _("by push")},
    ),
    Belonging(
        "notifications.ScopeChoice",
        "user",
        title=_("What I keep from leaving of one group"),
        fields={"scope": _("group"), "no_mail": _("no mail"), "no_push": _("no push")},
    ),
    Belonging(
        "notifications.PushDevice",
        "user",
        title=_("Devices that show me pushes"),
        fields={"name": _("device"), "created_at": _("since"), "off_since": _("not reached since")},
    ),
    Belonging(
        "notifications.QuietHours",
        "user",
        title=_("Quiet hours"),
        fields={
            "is_on": _("on"),
            "starts_at": _("from"),
            "ends_at": _("until"),
            "holds_reminders": _("for reminders too"),
        },
    ),
    Belonging(
        "notifications.MailRhythm",
        "user",
        title=_("How often I want mails"),
        fields={
            "rhythm": _("how often"),
            "digest_at": _("at"),
            "digest_day": _("day of the week (Monday is 0)"),
            "next_at": _("next"),
        },
    ),
    Belonging(
        "notifications.Mailbox",
        "user",
        title=_("Mails that came back"),
        fields={"address": _("address"), "failed_on": _("days"), "off_since": _("none sent since")},
    ),
)

"""What somebody's way keeps of them. All of it hangs on the account, and goes with it."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging

BELONGINGS = (
    Belonging(
        "journey.CheckIn",
        "user",
        title=_("How it was"),
        fields={
            "felt_at": _("when"),
            "feeling": _("how it was"),
            "going_on": _("what was going on"),
            "note": _("words"),
        },
    ),
    Belonging(
        "journey.CheckInChoices",
        "user",
        title=_("What I want to be offered at a check-in"),
        fields={"words": _("words")},
    ),
    Belonging(
        "journey.Milestone",
        "user",
        title=_("My milestones"),
        fields={
            "kind": _("kind"),
            "name": _("name"),
            "day": _("day"),
            "reached_on": _("reached"),
            "hard_times": _("slips"),
        },
    ),
    Belonging(
        "journey.GoodThing",
        "user",
        title=_("Good things"),
        fields={"kept_at": _("when"), "kind": _("kind"), "words": _("words")},
    ),
)

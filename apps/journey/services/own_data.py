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
        "journey.OwnDay",
        "user",
        title=_("My mornings and evenings"),
        fields={"day": _("day"), "intention": _("what I meant to do"), "look_back": _("how it was")},
    ),
    Belonging(
        "journey.OwnTimes",
        "user",
        title=_("When I look ahead and back"),
        fields={"morning_at": _("in the morning"), "evening_at": _("in the evening")},
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
        "journey.PeerPlace",
        "milestone__user",
        title=_("Circles of people at a similar point that I am in"),
        fields={
            "member__group__name": _("group"),
            "milestone__name": _("with"),
            "counts_from": _("what counts"),
        },
    ),
    Belonging(
        "journey.GoodThing",
        "user",
        title=_("Good things"),
        fields={"kept_at": _("when"), "kind": _("kind"), "words": _("words")},
    ),
    Belonging(
        "journey.CloseOne",
        "user",
        title=_("My people"),
        fields={
            "name": _("name"),
            "who": _("who they are to me"),
            "reach": _("how I reach them"),
            "note": _("note"),
            "last_on": _("last in touch"),
            "rhythm": _("days between reminders"),
        },
    ),
    Belonging(
        "journey.SupporterInvitation",
        "user",
        title=_("Whom I let see a few things"),
        fields={
            "name": _("who"),
            "in_words": _("what they see"),
            "note": _("words"),
            "made_at": _("since"),
            "expires_at": _("until"),
        },
    ),
    Belonging("journey.OwnStarters", "user", title=_("My own words to begin with"), fields={"words": _("words")}),
    Belonging(
        "journey.Boundary",
        "user",
        title=_("My boundaries"),
        fields={"kind": _("kind"), "about": _("about"), "words": _("how I can say it")},
    ),
    Belonging(
        "journey.StepChoices",
        "user",
        title=_("Small steps that I put away"),
        fields={"in_words": _("which"), "rests_until": _("none until")},
    ),
    Belonging(
        "journey.Noticing",
        "user",
        title=_("That I want the three questions"),
        fields={"weeks": _("how often")},
    ),
    Belonging(
        "journey.LonelinessAnswer",
        "user",
        title=_("What I answered to the three questions"),
        fields={"said_at": _("when"), "in_words": _("answers"), "score": _("sum, from 3 to 9")},
    ),
    Belonging(
        "journey.TellingRule",
        "user",
        title=_("Whom I let know, and when"),
        fields={
            "told__alias": _("who"),
            "told__group__name": _("group"),
            "condition": _("when"),
            "agreed_at": _("they said yes"),
            "told_at": _("they were told"),
        },
    ),
    Belonging(
        "journey.CompanyCircle",
        "user",
        title=_("Whom I chose to be told when I could use company"),
        fields={"in_words": _("who")},
    ),
    Belonging("journey.CompanyCall", "user", title=_("When I asked for company"), fields={"made_at": _("when")}),
    Belonging(
        "journey.Pact",
        "asker__user",
        title=_("Pacts that I asked for"),
        fields={
            "asker__group__name": _("group"),
            "asked__alias": _("with"),
            "aim": _("what for"),
            "weekdays": _("days"),
            "begun_on": _("since"),
            "review_on": _("until"),
        },
    ),
    Belonging(
        "journey.PactSide",
        "member__user",
        title=_("What I set in pacts"),
        fields={
            "member__group__name": _("group"),
            "with_whom": _("with"),
            "starts_at": _("from"),
            "ends_at": _("until"),
            "agrees_to_nudges": _("nudges"),
            "paused_at": _("paused"),
        },
    ),
    Belonging(
        "journey.PactTerms",
        "proposer__user",
        title=_("What I proposed for pacts"),
        fields={
            "proposer__group__name": _("group"),
            "proposed_at": _("when"),
            "aim": _("what for"),
            "weekdays": _("days"),
            "review_on": _("until"),
            "starts_at": _("from"),
            "ends_at": _("to"),
        },
    ),
    Belonging(
        "journey.PactDay",
        "member__user",
        title=_("What I said in pacts"),
        fields={"day": _("day"), "pledge": _("pledge"), "how": _("how it went"), "note": _("words")},
    ),
    Belonging(
        "journey.PactPlaces",
        "member__user",
        title=_("How many pacts I can hold"),
        fields={
            "member__group__name": _("group"),
            "pacts": _("pacts"),
            "mentees": _("as a mentor"),
            "offer": _("words"),
        },
    ),
    Belonging(
        "journey.CompanyAsked", "call__user", why="Whom a call reached: gone within two hours, and shown to nobody."
    ),
)

"""What somebody fills in who reports, or who has a case in hand, and the words a group's moderators begin with."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.core.sentences import gettext_noop
from apps.groups.models import Group, Membership
from apps.moderation.models import Case, Report
from apps.moderation.rules.words import LONGEST, is_text
from apps.moderation.services.handling import Readers
from apps.moderation.services.hands import Other
from apps.moderation.services.phrases import rules_of, words_for
from apps.moderation.services.reporting import Concern


class PlainTextForm(forms.Form):
    """Text that the database can keep."""

    def clean(self) -> dict[str, Any] | None:
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and not is_text(value):
                self.add_error(name, _("There is a sign in it that cannot be sent. Please write it without."))
        return super().clean()


class ReportForm(PlainTextForm):
    """What is the matter, and anything that helps to understand it."""

    category = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=Report.Category.choices,
        widget=Choices(more={Report.Category.SELF_HARM.value: _("It is read before everything else.")}),
    )
    words = forms.CharField(
        label=_("Anything that helps to understand it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You need not explain yourself. Only those named above read this."),
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if (
            not self.errors
            and self.cleaned_data["category"] == Report.Category.OTHER
            and not self.cleaned_data["words"]
        ):
            self.add_error("words", _("Please say in a few words what it is."))
        return given

    @property
    def concern(self) -> Concern:
        """What was filled in, once it is valid."""
        return Concern(self.cleaned_data["category"], self.cleaned_data["words"])


class PactReportForm(ReportForm):
    """The same about the other one of a pact, and whether what they wrote there is shown."""

    shows_pact = forms.BooleanField(required=False)

    def __init__(self, *args: Any, alias: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shows = self.fields["shows_pact"]
        shows.label = gettext("Show what %(alias)s wrote in our pact in the last 7 days") % {"alias": alias}
        shows.help_text = gettext(
            "Those named above then read what it is about, what was proposed, what was meant to be done and said of it: "
            "only what %(alias)s wrote, nothing of yours. That they read it is written in the log. They will know that "
            "it comes from you; %(alias)s is not told. Without this, nobody reads any of it."
        ) % {"alias": alias}

    @property
    def is_shown(self) -> bool:
        """Whether it is shown, once it is valid."""
        return bool(self.cleaned_data["shows_pact"])


class MeetingReportForm(ReportForm):
    """The same about a moment of a meeting, and whom of those who were there it is about."""

    who = forms.ChoiceField(label=_("Is it about somebody?"), required=False)
    field_order = ["category", "who", "words"]

    def __init__(self, *args: Any, people: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {member.public_id: member for member in people}
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - for the type alone
        who.choices = [
            ("", gettext("About nobody alone")),
            *((key, member.alias) for key, member in self._people.items()),
        ]

    @property
    def person(self) -> Membership | None:
        """Whom it is about, once it is valid."""
        return self._people.get(self.cleaned_data["who"])


READ_BY = {
    Readers.GROUP: gettext_noop("For those who look after the group."),
    Readers.SITE: gettext_noop("For the people who run this site."),
    Readers.BOTH: gettext_noop("For those who look after the group, and the people who run this site."),
}


class CloseForm(PlainTextForm):
    """What came of it, and a note for the others."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Case.Outcome.choices,
        widget=Choices(more={Case.Outcome.DISMISSED.value: _("Whoever told you is thanked all the same.")}),
    )
    note = forms.CharField(
        label=_("What did you find?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please write a short note, so that others know.")},
    )

    def __init__(self, *args: Any, readers: Readers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = gettext("The person who told you is thanked, and reads none of this.")
        self.fields["note"].help_text = f"{gettext(READ_BY[readers])} {more}"


class ApartForm(PlainTextForm):
    """Why somebody wants to be kept apart from another one everywhere, if they want to say."""

    words = forms.CharField(
        label=_("What should they know? You need not say anything."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you know them from another group, say which alias they have there. You need not."),
    )


class AnswerForm(PlainTextForm):
    """Why two are not kept apart everywhere, for whoever asked."""

    answer = forms.CharField(
        label=_("A sentence for whoever asked"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They alone read it. Say nothing of where else somebody is."),
        error_messages={"required": _("Please write a sentence. Whoever asked waits for an answer.")},
    )


class HandOverForm(PlainTextForm):
    """To whom, and what they should know."""

    to = forms.ChoiceField(label=_("Who takes it on?"))
    handed_note = forms.CharField(
        label=_("What should they know?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please write a line, so that they need not begin anew.")},
    )

    def __init__(self, *args: Any, others: list[Other], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 - for the type alone
        to.choices = [(other.key, other.name) for other in others]


class DebriefForm(PlainTextForm):
    """What stayed with the moderator."""

    debrief = forms.CharField(
        label=_("What stays with you?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by those who may open this case. It is deleted together with it."),
        error_messages={"required": _("A line is enough. You can leave it, too.")},
    )


class RuleWordsForm(PlainTextForm):
    """One field for each point of the agreement."""

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules_of(group)
        for number, rule in enumerate(self.rules, start=1):
            self.fields[f"rule_{number}"] = forms.CharField(
                label=f"{number}. {rule}",
                required=False,
                max_length=LONGEST,
                initial=words_for(group, rule),
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=gettext("Left empty, the plain words come back.") if number == 1 else "",
            )

    def by_rule(self) -> list[tuple[str, str]]:
        """Return each point with the words that were written for it, once they are valid."""
        return [(rule, self.cleaned_data[f"rule_{number}"]) for number, rule in enumerate(self.rules, start=1)]

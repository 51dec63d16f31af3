"""What a moderator fills in (what helps, how long, about which point, the words), and what a member who reports does."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.core.sentences import gettext_noop
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.moderation.models import Action
from apps.moderation.rules.lengths import ALWAYS, LENGTHS, end_of
from apps.moderation.rules.site_rules import SITE_RULES
from apps.moderation.rules.words import LONGEST, LONGEST_RULE, is_text
from apps.moderation.services.acting import Why, evidence_in

# A ban by another permission, and of another scope, than Action.Kind.BAN in the group.
SITE_BAN = "site_ban"
# What it is called, what it does, and what one needs for it.
MEASURES: dict[str, tuple[str, str, Permission]] = {
    "warn": (
        gettext_noop("Warn"),
        gettext_noop("They are told what to leave be. Nothing else changes."),
        Permission.WARN_MEMBER,
    ),
    "mute": (
        gettext_noop("Mute for a while"),
        gettext_noop("Can read and listen in meetings; cannot write, speak or be seen there."),
        Permission.MUTE_MEMBER,
    ),
    "suspend": (
        gettext_noop("Suspend for a while"),
        gettext_noop("The group and its meetings are closed to them until then."),
        Permission.SUSPEND_MEMBER,
    ),
    "remove": (
        gettext_noop("Remove from the group"),
        gettext_noop("The group is closed to them from now on."),
        Permission.REMOVE_MEMBER,
    ),
    "ban": (
        gettext_noop("Ban from the group"),
        gettext_noop("As a removal, and it holds for every account with their e-mail address."),
        Permission.BAN_MEMBER,
    ),
    SITE_BAN: (
        gettext_noop("Ban from the whole site"),
        gettext_noop("Every group is closed to them. Other groups see that somebody left, and not why."),
        Permission.BAN_FROM_SITE,
    ),
}
ENDING = frozenset({Action.Kind.MUTE.value, Action.Kind.SUSPEND.value})


class SeenField(forms.CharField):
    """What somebody saw, and where: needed for all but a warning."""

    when_needed = _("(for all but a warning)")


class RuleField(forms.ChoiceField):
    """A rule, needed or not, or (as `when_needed` says) for some of what can be chosen."""

    when_needed = ""


class WordsForm(forms.Form):
    """The words to the member alone."""

    words = forms.CharField(
        label=_("Your words to them"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read exactly this."),
        error_messages={"required": _("Please say why, in words that they will read.")},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])

    @property
    def why(self) -> Why:
        """What was filled in, once it is valid."""
        given = self.cleaned_data
        case, seen = given.get("case", ""), given.get("seen", "")
        return Why(given["words"], given.get("rule", ""), given.get("client_id"), case, seen)


class RuleForm(WordsForm):
    """What it is about (a point of the agreement, or what holds everywhere here), and the words."""

    rule = RuleField(
        label=_("What it is about"), required=False, error_messages={"required": _("Please choose what it is about.")}
    )
    case = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    field_order = ["rule", "words"]

    def __init__(self, *args: Any, group: Group, takes_away: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takes_away = takes_away
        points = group.agreement.points if group.agreement else []
        numbered = [(point[:LONGEST_RULE], f"{number}. {point}") for number, point in enumerate(points, start=1)]
        rule = self.fields["rule"]
        assert isinstance(rule, RuleField)  # noqa: S101 - for the type alone
        rule.required = takes_away
        everywhere = [(rule, gettext(rule)) for rule in SITE_RULES]
        points_here = [(gettext("What this group agreed on"), numbered)] if numbered else []
        rule.choices = [("", gettext("Please choose")), *points_here, (gettext("What holds everywhere"), everywhere)]

    @property
    def needs_rule(self) -> bool:
        """What is decided takes something away: it is about a rule."""
        return self.takes_away

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if self.needs_rule and not self.cleaned_data.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Please choose what it is about."))
        return given

    def clean_case(self) -> str:
        return plain(self.cleaned_data["case"])

    def so_far(self, name: str) -> str:
        """Return what stands in a field, complete or not; nothing for a choice that is not offered."""
        given = str(self[name].value() or "")
        field = self.fields[name]
        return given if not isinstance(field, forms.ChoiceField) or field.valid_value(given) else ""


class MemberForm(RuleForm):
    """What helps here, for one member."""

    kind = forms.ChoiceField(label=_("What helps here?"))
    length = forms.ChoiceField(
        label=_("How long"),
        initial="day",
        help_text=_("For a mute, a suspension or a ban. A warning and a removal have no end."),
    )
    seen = SeenField(
        label=_("What did you see, and where?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A line is enough. Whoever looks at it again reads this; they do not. A warning needs none."),
    )
    field_order = ["kind", "rule", "length", "seen", "words"]

    def __init__(self, *args: Any, access: GroupAccess, target: Membership, **kwargs: Any) -> None:
        super().__init__(*args, takes_away=True, **kwargs)
        if evidence_in(access, target, self.so_far("case").replace("\0", "")[:12]) is not None:
            # It is shown in the case.
            del self.fields["seen"]
        kind, length = self.fields["kind"], self.fields["length"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type alone
        assert isinstance(length, forms.ChoiceField)  # noqa: S101 - for the type alone
        kind.widget = Choices(more={name: gettext(more) for name, (_label, more, _permission) in MEASURES.items()})
        kind.choices = [
            (name, gettext(label)) for name, (label, _more, permission) in MEASURES.items() if access.can(permission)
        ]
        length.choices = [*length_choices(), (ALWAYS, gettext("For good (a ban alone)"))]

    def clean_seen(self) -> str:
        return plain(self.cleaned_data["seen"])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if (
            self.cleaned_data.get("kind", Action.Kind.WARN) != Action.Kind.WARN
            and "seen" in self.fields
            and not self.cleaned_data.get("seen")
            and not self.has_error("seen")
        ):
            self.add_error("seen", _("Please say in a line what you saw, or begin at the report."))
        if self.cleaned_data.get("length") == ALWAYS and self.cleaned_data.get("kind") in ENDING:
            self.add_error("length", _("Please choose an end. Only a ban can be for good."))
        return given

    @property
    def until(self) -> datetime | None:
        """When it ends; None for what has no end."""
        length = self.cleaned_data["length"]
        return None if length == ALWAYS else end_of(length, timezone.now())


def length_choices() -> list[tuple[str, str]]:
    """Return how long something can last."""
    return [(code, gettext(sentence)) for code, (sentence, _end) in LENGTHS.items()]


def plain(words: str) -> str:
    """Return words that the database can keep; raises ValidationError."""
    if not is_text(words):
        raise forms.ValidationError(_("There is a sign in it that cannot be sent. Please write it without."))
    return words

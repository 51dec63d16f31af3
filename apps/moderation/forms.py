"""What a moderator fills in (what helps, how long, about which point, the words), and what a member who reports does."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Permission
from apps.moderation.models import Action
from apps.moderation.rules.lengths import LENGTHS
from apps.moderation.rules.words import LONGEST, LONGEST_RULE, is_text
from apps.moderation.services.acting import Why


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
        return _plain(self.cleaned_data["words"])

    @property
    def why(self) -> Why:
        """What was filled in, once it is valid."""
        return Why(self.cleaned_data["words"], self.cleaned_data.get("rule", ""), self.cleaned_data.get("client_id"))


class RuleForm(WordsForm):
    """The point of the agreement, and the words."""

    rule = forms.ChoiceField(label=_("What it is about"), required=False)
    field_order = ["rule", "words"]

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = group.agreement.points if group.agreement else []
        numbered = [(point[:LONGEST_RULE], f"{number}. {point}") for number, point in enumerate(points, start=1)]
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)  # noqa: S101 - for the type alone
        rule.choices = [*numbered, ("", gettext("Something else, said below"))]


class MemberForm(RuleForm):
    """What helps here, for one member."""

    kind = forms.ChoiceField(label=_("What helps here?"), initial=Action.Kind.MUTE)
    length = forms.ChoiceField(label=_("How long"), initial="day", help_text=_("For a mute. A removal has no end."))
    field_order = ["kind", "rule", "length", "words"]

    def __init__(self, *args: Any, access: GroupAccess, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, length = self.fields["kind"], self.fields["length"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type alone
        assert isinstance(length, forms.ChoiceField)  # noqa: S101 - for the type alone
        kind.widget = Choices(
            more={
                Action.Kind.MUTE.value: gettext("Can read and come to meetings, cannot write."),
                Action.Kind.REMOVE.value: gettext("The group is closed to them from now on."),
            }
        )
        kind.choices = _kinds(access)
        length.choices = [(code, gettext(sentence)) for code, (sentence, _end) in LENGTHS.items()]

    def so_far(self, name: str) -> str:
        """Return what stands in a field, complete or not; nothing for a choice that is not offered."""
        given = str(self[name].value() or "")
        field = self.fields[name]
        return given if not isinstance(field, forms.ChoiceField) or field.valid_value(given) else ""


def _kinds(access: GroupAccess) -> list[tuple[str, str]]:
    offered = [
        (Permission.MUTE_MEMBER, Action.Kind.MUTE, gettext("Mute for a while")),
        (Permission.REMOVE_MEMBER, Action.Kind.REMOVE, gettext("Remove from the group")),
    ]
    return [(kind.value, words) for permission, kind, words in offered if access.can(permission)]


def _plain(words: str) -> str:
    if not is_text(words):
        raise forms.ValidationError(_("There is a sign in it that cannot be sent. Please write it without."))
    return words

"""How a group is, in the words of its owner; each form is one page of the settings."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips, Choices, ManyChoices
from apps.groups.forms.fields import AliasField
from apps.groups.forms.finding import language_choices
from apps.groups.models import Group, Joining, Topic
from apps.groups.permissions import Role
from apps.groups.services.groups import MOST_QUESTIONS
from apps.groups.services.roles import GIVEN_ROLES

ROLE_WORDS = {
    Role.MEMBER: _("Member"),
    Role.GREETER: _("Greeter"),
    Role.FACILITATOR: _("Facilitator"),
    Role.MODERATOR: _("Moderator"),
    Role.OWNER: _("Owner"),
}
ROLE_MEANINGS = {
    Role.GREETER.value: _("Is told of newcomers and welcomes them."),
    Role.FACILITATOR.value: _("Plans and hosts meetings, vouches for newcomers, invites."),
    Role.MODERATOR.value: _("Looks after conduct: hides messages, mutes, removes, answers requests to join."),
}


class PageForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself takes no argument here
    """What the public page says."""

    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Topic.objects.all(), widget=Chips, required=False
    )

    class Meta:
        model = Group
        fields = ("name", "purpose", "how_it_works", "about", "language", "time_zone")
        widgets = {"purpose": forms.TextInput, "about": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].widget = forms.Select(choices=language_choices())
        zones = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in zones], initial="UTC"
        )
        self.fields["topics"].label_from_instance = lambda topic: topic.shown_name  # type: ignore[attr-defined]  # a field of choices from a table
        if self.instance.pk:
            self.initial["topics"] = list(self.instance.topics.all())


class FormatsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself takes no argument here
    """How people take part, and how long words are kept."""

    retention_days = forms.IntegerField(
        label=_("Days that chat messages are kept"),
        min_value=1,
        max_value=3650,
        help_text=_("Older messages are really deleted, for everyone. Lowering this deletes soon."),
    )
    answer_minutes = forms.TypedChoiceField(
        label=_("Somebody should answer within"),
        coerce=int,
        choices=[(15, _("15 minutes")), (60, _("1 hour")), (240, _("4 hours")), (1440, _("1 day"))],
        widget=Choices,
        help_text=_(
            "When a first message or a struggle finds no answer in this time, those who chose to welcome are asked; "
            "after twice this time, facilitators. Nobody else sees that it waits, and its author is told nothing."
        ),
    )

    members_may_host = forms.BooleanField(
        label=_("Members host meetings in turn"),
        required=False,
        help_text=_(
            "Whoever is no longer new may then sign up as host of a meeting: a host lets people in, mutes and sends "
            "them out. Otherwise that is for those who do something for the group, for example greet or facilitate."
        ),
    )

    members_may_offer = forms.BooleanField(
        label=_("Members offer activities"),
        required=False,
        help_text=_(
            "A walk, a choir, a game night: whoever is no longer new may ask who comes along. Without it that is for those "
            "who plan meetings; what was offered before stays."
        ),
    )

    class Meta:
        model = Group
        fields = (
            "has_chat",
            "has_voice",
            "has_video",
            "members_may_host",
            "members_may_offer",
            "retention_days",
            "answer_minutes",
        )


FOR_EVER = "ever"
AS_THE_CHAT = "0"


def _days_kept(choice: str) -> int | None:
    return None if choice == FOR_EVER else int(choice)


class WallForm(forms.Form):
    """Whether the group has a wall, and how long posts stay there."""

    has_wall = forms.BooleanField(
        label=_("This group has a wall"),
        required=False,
        help_text=_(
            "A slow room for longer posts, with answers below each, and for pages in memory of somebody. "
            "Without it nobody sees the wall; what was written there is kept until you turn it on again."
        ),
    )
    wall_retention_days = forms.TypedChoiceField(
        label=_("Posts on the wall are kept"),
        coerce=_days_kept,
        choices=[(FOR_EVER, _("For ever")), ("365", _("A year")), (AS_THE_CHAT, _("As long as the chat"))],
        widget=Choices(
            more={
                FOR_EVER: _("Until their author takes them back."),
                "365": _("Older posts are really deleted, with their answers. This deletes soon."),
                AS_THE_CHAT: _("Older posts are really deleted when chat messages are, with their answers."),
            }
        ),
        help_text=_("Pages in memory of somebody always stay."),
    )

    def __init__(self, data: Any, group: Group) -> None:
        days = group.wall_retention_days
        super().__init__(data, initial={"has_wall": group.has_wall, "wall_retention_days": str(days)})
        if days is None:
            self.initial["wall_retention_days"] = FOR_EVER


class DoorForm(forms.Form):
    """Who may come in, who can find the group, and what it asks."""

    joining = forms.ChoiceField(
        label=_("Joining"),
        choices=Joining.choices,
        widget=Choices(
            more={
                Joining.OPEN.value: _("Anyone with an account joins at once and can read what was said."),
                Joining.REQUEST.value: _("A moderator or owner reads each request and answers it."),
                Joining.INVITATION.value: _(
                    "Only people with an invitation come in. The page is hidden from all others."
                ),
            }
        ),
    )
    is_listed = forms.BooleanField(
        label=_("Anyone can find it"),
        required=False,
        help_text=_("Without this, nobody finds the group and its page is hidden from all who are not in it."),
    )
    questions = forms.CharField(
        label=_("Questions for those who ask to join"),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, five at most. Whoever asks may leave any of them empty."),
    )

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(lines) > MOST_QUESTIONS or any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("Five questions at most, each of 200 characters at most."))
        return lines


class AgreementForm(forms.Form):
    """A new text that members are asked to agree to."""

    text = forms.CharField(
        label=_("What you agree on"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One sentence a line. Everyone in the group is shown the new text and asked to agree."),
    )


class RolesForm(forms.Form):
    """What one member does for the group."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        # Owning a group is asked and accepted (services/ownership.py).
        choices=[(role.value, ROLE_WORDS[role]) for role in GIVEN_ROLES if role != Role.OWNER],
        widget=ManyChoices(more=ROLE_MEANINGS),
        required=False,
    )

    @property
    def chosen(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.cleaned_data["roles"])


class FoundingForm(PageForm):
    """A new group, and who one is in it."""

    alias = AliasField()
    agreement = forms.CharField(
        label=_("What you agree on"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One sentence a line."),
    )

"""How somebody wants to be told: hours in which they are left alone, and where they are told of what."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.forms import Chips, Choices
from apps.notifications.models import MailRhythm, QuietHours
from apps.notifications.rules.digests import Rhythm
from apps.notifications.rules.kinds import CHOICE_OF, Chosen, Way, Ways
from apps.notifications.services.choices import chosen_by, quiet_hours_of
from apps.notifications.services.rhythms import rhythm_of

WORDS = {
    Chosen.MENTION: (_("Somebody calls on me"), _("With @ and my alias.")),
    Chosen.REPLY: (_("Somebody answers me"), _("In a chat, or under my post on a wall.")),
    Chosen.DIRECT: (_("Somebody writes to me alone"), _("A first note, a yes to mine, and what is said after it.")),
    Chosen.UNANSWERED: (
        _("Somebody's words have no answer yet"),
        _("Only if you chose to welcome in a group. A mail or a push goes to those who facilitate alone."),
    ),
    Chosen.COMPANY: (
        _("Somebody could use company"),
        _("Only if somebody chose you beforehand, or you chose to welcome. Nobody sees whether you looked."),
    ),
    Chosen.PACT: (
        _("A pact of mine"),
        _("A question, a yes, the day to look at it, an end; a quiet day of the other one only if you both agreed."),
    ),
    Chosen.MEETING: (
        _("Meetings I said yes to"),
        _("Or serve at: moved, changed, cancelled, or a place became free. Reminders have a page of their own."),
    ),
    Chosen.TASK: (
        _("Tasks I look after"),
        _("Somebody asks to join, a shift is offered or taken, a role at a meeting is free again."),
    ),
}
WAYS = ((Way.PAGE.value, _("Here")), (Way.MAIL.value, _("By mail when I am away")), (Way.PUSH.value, _("By push")))
# Mails about these do not wait until somebody is away.
WAYS_HERE_OR_AWAY = (WAYS[0], (Way.MAIL.value, _("By mail")), WAYS[2])
HERE_OR_AWAY = frozenset(CHOICE_OF.values())
RHYTHMS = (
    (Rhythm.EACH.value, _("One by one, as it happens")),
    (Rhythm.DAILY.value, _("Once a day")),
    (Rhythm.WEEKLY.value, _("Once a week")),
    (Rhythm.NEVER.value, _("Not at all")),
)
_GATHERED = _("One mail that says how much is new; none if nothing is. What cannot wait still comes by itself.")
RHYTHMS_MORE = {
    Rhythm.DAILY.value: _GATHERED,
    Rhythm.WEEKLY.value: _GATHERED,
    Rhythm.NEVER.value: _("What is new stands on this site alone. What is about the account itself still comes."),
}


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class QuietHoursForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself takes no argument here
    """From when until when nothing is mailed."""

    is_on = forms.BooleanField(label=_("I have quiet hours"), required=False)
    starts_at = forms.TimeField(label=_("From"), widget=_clock())
    ends_at = forms.TimeField(label=_("Until"), widget=_clock())
    holds_reminders = forms.BooleanField(
        label=_("Reminders of meetings wait too"),
        required=False,
        help_text=_("A meeting that begins in these hours then begins without one."),
    )

    class Meta:
        model = QuietHours
        fields = ("is_on", "starts_at", "ends_at", "holds_reminders")

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("is_on") and chosen.get("starts_at") == chosen.get("ends_at") is not None:
            self.add_error("ends_at", _("Please choose another time: these hours end where they begin."))
        return chosen


class RhythmForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself takes no argument here
    """How often mails about what is new come, and when a digest does."""

    rhythm = forms.ChoiceField(
        label=_("Mails about what is new come"), choices=RHYTHMS, widget=Choices(more=RHYTHMS_MORE)
    )
    digest_at = forms.TimeField(label=_("A mail a day or a week comes at"), widget=_clock())
    digest_day = forms.TypedChoiceField(label=_("A mail a week comes on"), choices=WEEKDAYS.items, coerce=int)

    class Meta:
        model = MailRhythm
        fields = ("rhythm", "digest_at", "digest_day")


class WaysForm(forms.Form):
    """Where somebody is told of each kind; a field a kind, named like it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, (label, more) in WORDS.items():
            ways = WAYS_HERE_OR_AWAY if kind in HERE_OR_AWAY else WAYS
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=label, help_text=more, choices=ways, widget=Chips, required=False
            )

    @property
    def chosen(self) -> dict[Chosen, Ways]:
        picked = {kind: self.cleaned_data[kind.value] for kind in Chosen}
        return {kind: Ways(Way.PAGE in ways, Way.MAIL in ways, Way.PUSH in ways) for kind, ways in picked.items()}


def forms_for(user: User, data: Any = None) -> tuple[QuietHoursForm, RhythmForm, WaysForm]:
    """Return all forms, filled with how it is now."""
    present = chosen_by([user.pk])[user.pk]
    initial = {kind.value: [way.value for way in Way if ways.holds(way)] for kind, ways in present.items()}
    quiet, rhythm = QuietHoursForm(data, instance=quiet_hours_of(user)), RhythmForm(data, instance=rhythm_of(user))
    return quiet, rhythm, WaysForm(data, initial=initial)

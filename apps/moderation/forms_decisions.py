"""What is filled in about a room, a ladder and an appeal."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.core.sentences import gettext_noop
from apps.moderation.forms import MEASURES, RuleField, RuleForm, WordsForm, length_choices, plain
from apps.moderation.rules.ladder import MOST_STEPS, STEPS, WITH_LENGTH, Step
from apps.moderation.rules.lengths import end_of
from apps.moderation.rules.words import LONGEST

PAUSES = {
    0: gettext_noop("No pause"),
    10: gettext_noop("10 seconds"),
    30: gettext_noop("30 seconds"),
    60: gettext_noop("1 minute"),
    300: gettext_noop("5 minutes"),
}
CALMING: dict[str, tuple[str, str]] = {
    "lock_chat": (
        gettext_noop("Let the chat rest"),
        gettext_noop("Everybody can read; only those who look after the group write."),
    ),
    "unlock_chat": (gettext_noop("Open the chat again"), ""),
    "lock_wall": (
        gettext_noop("Let the wall rest"),
        gettext_noop("Everybody can read; only those who look after the group write."),
    ),
    "unlock_wall": (gettext_noop("Open the wall again"), ""),
    "slow": (gettext_noop("Change the pace of the chat"), gettext_noop("A pause between two messages of one person.")),
    "hold": (
        gettext_noop("Look at newcomers’ posts first"),
        gettext_noop("What newcomers write waits until somebody has looked."),
    ),
    "release": (gettext_noop("Let newcomers’ posts appear at once"), ""),
}


class CalmForm(RuleForm):
    """What calms the whole room."""

    kind = forms.ChoiceField(label=_("What helps here?"))
    length = forms.ChoiceField(
        label=_("How long"), initial="hour", help_text=_("For a room at rest, and for newcomers’ posts.")
    )
    pause = forms.ChoiceField(
        label=_("Pause between two messages of one person"), initial="30", help_text=_("For the pace of the chat.")
    )
    pause_length = forms.ChoiceField(
        label=_("How long the pace holds"), required=False, help_text=_("It ends by itself then.")
    )
    field_order = ["kind", "length", "pause", "pause_length", "rule", "words"]

    def __init__(self, *args: Any, offered: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = gettext("Why")
        rule = self.fields["rule"]
        assert isinstance(rule, RuleField)  # noqa: S101 - for the type alone
        rule.when_needed = gettext("(not to open or release something)")
        self.fields["words"].help_text = gettext("Those who look after the group read it in the log.")
        for name, choices in {
            "kind": [(name, gettext(label)) for name, (label, _more) in CALMING.items() if name in offered],
            "length": length_choices(),
            "pause": [(str(seconds), gettext(words)) for seconds, words in PAUSES.items()],
            "pause_length": [("", gettext("Until somebody changes it")), *length_choices()],
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type alone
            if name == "kind":
                field.widget = Choices(more={name: gettext(more) for name, (_label, more) in CALMING.items()})
            field.choices = choices

    @property
    def needs_rule(self) -> bool:
        kind = self.cleaned_data.get("kind", "")
        return kind.startswith("lock_") or kind == "hold" or (kind == "slow" and self.cleaned_data.get("pause") != "0")

    @property
    def until(self) -> datetime:
        """When it ends."""
        return end_of(self.cleaned_data["length"], timezone.now())

    @property
    def pause_until(self) -> datetime | None:
        """When the pace of the chat is as before; None: when somebody changes it."""
        length = self.cleaned_data["pause_length"]
        return end_of(length, timezone.now()) if length else None


class StepForm(forms.Form):
    """One step of a ladder; without a kind there is none."""

    kind = forms.ChoiceField(label=_("Step"), required=False)
    length = forms.ChoiceField(label=_("How long"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, length = self.fields["kind"], self.fields["length"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type alone
        assert isinstance(length, forms.ChoiceField)  # noqa: S101 - for the type alone
        kind.choices = [("", gettext("No further step")), *((name, gettext(MEASURES[name][0])) for name in STEPS)]
        length.choices = [("", gettext("Has no end")), *length_choices()]

    @property
    def step(self) -> Step | None:
        """The step, once it is valid; what has no end has no length."""
        kind = self.cleaned_data["kind"]
        return Step(kind, self.cleaned_data["length"] if kind in WITH_LENGTH else "") if kind else None


StepForms = forms.formset_factory(StepForm, extra=0, min_num=MOST_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


class AppealForm(forms.Form):
    """What a member says to somebody else than who decided."""

    words = forms.CharField(
        label=_("What should they know?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Your own words are enough. Whoever decided it does not decide this."),
        error_messages={"required": _("Please say in a few words what you see differently.")},
    )

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])


class AnswerForm(WordsForm):
    """What somebody makes of an appeal."""

    outcome = forms.ChoiceField(label=_("What should be?"))
    field_order = ["outcome", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 - for the type alone
        outcome.widget = Choices(
            more={
                "reversed": gettext("What was done is undone at once, as far as nothing else keeps it up."),
                "upheld": gettext("Everything stays as it is."),
            }
        )
        outcome.choices = [("reversed", gettext("Take it back")), ("upheld", gettext("Let it stay"))]

"""What the people who run the site fill in to say something to everybody."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.meetings.forms.fields import DateInput
from apps.moderation.forms_cases import PlainTextForm
from apps.moderation.models import Announcement
from apps.moderation.rules.announcements import LONGEST_SHOWN, LONGEST_TITLE, LONGEST_WORDS
from apps.moderation.services.announcements import Wording


class AnnouncementForm(PlainTextForm):
    """What to say, to whom and until when."""

    title = forms.CharField(label=_("In a few words"), max_length=LONGEST_TITLE)
    words = forms.CharField(
        label=_("What everybody should know"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Plain words, nothing about single people or groups. It is shown on pages, and never mailed."),
    )
    language = forms.ChoiceField(
        label=_("For readers of"),
        required=False,
        help_text=_("It is shown as you wrote it. For another language write it once more."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("It ends by itself when that day is over.")
    )
    is_on_landing = forms.BooleanField(
        label=_("Also for those who are not signed in, on the first page"), required=False
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 - for the type alone
        language.choices = [("", gettext("every language")), *settings.LANGUAGES]
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if last and last < timezone.localdate():
            self.add_error("ends_on", _("That day is over already."))
        elif first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first one."))
        elif first and last and last - first > LONGEST_SHOWN:
            self.add_error("ends_on", _("Please choose a day within three months of the first one."))
        return given

    @property
    def wording(self) -> Wording:
        """What was filled in, once it is valid."""
        return Wording(**{name: self.cleaned_data[name] for name in Wording.__slots__})


class ChangeForm(AnnouncementForm):
    """What was said, said otherwise."""

    is_for_all_again = forms.BooleanField(label=_("Show it again to those who have closed it"), required=False)

    def __init__(self, *args: Any, said: Announcement, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(said, name) for name in Wording.__slots__}, **kwargs)
        self.fields["starts_on"].initial = said.starts_on

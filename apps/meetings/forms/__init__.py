from apps.meetings.forms.activity import ActivityForm
from apps.meetings.forms.occurrence import OccurrenceForm
from apps.meetings.forms.series import SeriesForm

__all__ = ["ActivityForm", "OccurrenceForm", "SeriesForm"]

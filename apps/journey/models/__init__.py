"""What somebody keeps of their own way: theirs alone, sealed, never counted against anybody."""

from apps.journey.models.check_ins import CheckIn, CheckInChoices
from apps.journey.models.good_things import GoodThing
from apps.journey.models.milestones import Milestone

__all__ = ["CheckIn", "CheckInChoices", "GoodThing", "Milestone"]

"""What somebody keeps of their own way: theirs alone, sealed, never counted against anybody."""

from apps.journey.models.check_ins import CheckIn, CheckInChoices
from apps.journey.models.close_ones import Boundary, CloseOne, OwnStarters
from apps.journey.models.company import CompanyAsked, CompanyCall, CompanyCircle
from apps.journey.models.good_things import GoodThing
from apps.journey.models.isolation import LonelinessAnswer, Noticing, TellingRule
from apps.journey.models.milestones import Milestone
from apps.journey.models.own_days import OwnDay, OwnTimes
from apps.journey.models.pacts import Pact, PactDay, PactPlaces, PactSide, PactTerms
from apps.journey.models.peers import PeerPlace
from apps.journey.models.small_steps import SmallStep, StepChoices
from apps.journey.models.supporters import SupporterInvitation

__all__ = [
    "Boundary",
    "CheckIn",
    "CheckInChoices",
    "CloseOne",
    "CompanyAsked",
    "CompanyCall",
    "CompanyCircle",
    "GoodThing",
    "LonelinessAnswer",
    "Milestone",
    "Noticing",
    "OwnDay",
    "OwnStarters",
    "OwnTimes",
    "Pact",
    "PactDay",
    "PactPlaces",
    "PactSide",
    "PactTerms",
    "PeerPlace",
    "SmallStep",
    "StepChoices",
    "SupporterInvitation",
    "TellingRule",
]

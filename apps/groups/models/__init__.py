from apps.groups.models.duty import DutyHours, HandOver, Shift
from apps.groups.models.groups import (
    Agreement,
    Group,
    Joining,
    JoinQuestion,
    Topic,
    TopicInterest,
)
from apps.groups.models.joining import Invitation, JoinRequest
from apps.groups.models.memberships import Block, EndKind, KeptApart, Membership, Mute
from apps.groups.models.passing_on import Merger, OwnershipOffer, Welcome

__all__ = [
    "Agreement",
    "Block",
    "DutyHours",
    "EndKind",
    "Group",
    "HandOver",
    "Invitation",
    "JoinQuestion",
    "JoinRequest",
    "Joining",
    "KeptApart",
    "Membership",
    "Merger",
    "Mute",
    "OwnershipOffer",
    "Shift",
    "Topic",
    "TopicInterest",
    "Welcome",
]

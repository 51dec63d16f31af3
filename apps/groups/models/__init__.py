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
from apps.groups.models.memberships import Block, EndKind, Membership

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
    "Membership",
    "Shift",
    "Topic",
    "TopicInterest",
]

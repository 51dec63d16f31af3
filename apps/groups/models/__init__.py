from apps.groups.models.groups import (
    Agreement,
    DutyHours,
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
    "Invitation",
    "JoinQuestion",
    "JoinRequest",
    "Joining",
    "Membership",
    "Topic",
    "TopicInterest",
]

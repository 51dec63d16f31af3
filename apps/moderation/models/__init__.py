from apps.moderation.models.actions import Action
from apps.moderation.models.announcements import Announcement, PutAway
from apps.moderation.models.appeals import Appeal
from apps.moderation.models.audit import AuditEntry, AuditText
from apps.moderation.models.bans import Ban
from apps.moderation.models.care import CardOpening, Concern, EmergencyCard
from apps.moderation.models.cases import Case, CaseStep, ModeratorSettings, RuleWords
from apps.moderation.models.ladder import LadderStep
from apps.moderation.models.reports import EvidencePicture, Report

__all__ = [
    "Action",
    "Announcement",
    "Appeal",
    "AuditEntry",
    "AuditText",
    "Ban",
    "CardOpening",
    "Case",
    "CaseStep",
    "Concern",
    "EmergencyCard",
    "EvidencePicture",
    "LadderStep",
    "ModeratorSettings",
    "PutAway",
    "Report",
    "RuleWords",
]

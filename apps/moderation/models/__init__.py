from apps.moderation.models.actions import Action
from apps.moderation.models.audit import AuditEntry, AuditText
from apps.moderation.models.cases import Case, CaseStep, ModeratorSettings, RuleWords
from apps.moderation.models.reports import EvidencePicture, Report

__all__ = [
    "Action",
    "AuditEntry",
    "AuditText",
    "Case",
    "CaseStep",
    "EvidencePicture",
    "ModeratorSettings",
    "Report",
    "RuleWords",
]

from apps.moderation.models.actions import Action, AuditEntry
from apps.moderation.models.reports import EvidencePicture, Report

__all__ = ["Action", "AuditEntry", "EvidencePicture", "Report"]

from apps.moderation.models.actions import Action, AuditEntry
from apps.moderation.models.reports import Report

__all__ = ["Action", "AuditEntry", "Report"]

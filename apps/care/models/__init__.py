"""Whom to call, and what somebody wrote for a bad night: theirs alone, sealed."""

from apps.care.models.helplines import Helpline, Purpose, dialled
from apps.care.models.plans import SafetyPlan

__all__ = ["Helpline", "Purpose", "SafetyPlan", "dialled"]

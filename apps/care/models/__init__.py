"""Whom to call, whose work it is to help, and what somebody wrote for a bad night: theirs alone, sealed."""

from apps.care.models.helplines import Helpline, Purpose, dialled
from apps.care.models.plans import SafetyPlan
from apps.care.models.resources import Cost, Resource, Way

__all__ = ["Cost", "Helpline", "Purpose", "Resource", "SafetyPlan", "Way", "dialled"]

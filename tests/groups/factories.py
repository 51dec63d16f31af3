"""Groups and memberships for tests."""

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Agreement, Group, Membership
from apps.groups.permissions import Role
from apps.groups.rules.aliases import fold


def make_group(name: str = "The first year", **fields: object) -> Group:
    """Return a listed group that anyone may join, with an agreement."""
    fields = {"purpose": "For people whose partner or child has died.", "time_zone": "Europe/London"} | fields
    group = Group.objects.create(name=name, **fields)
    Agreement.objects.create(group=group, version=1, text="What is said here stays here.\nSpeak of yourself.")
    return group


def make_membership(user: User, group: Group, alias: str, *roles: Role, **fields: object) -> Membership:
    """Return an active, settled membership."""
    fields = {"settled_at": timezone.now(), "agreement_version": 1} | fields
    return Membership.objects.create(
        user=user, group=group, alias=alias, alias_folded=fold(alias), roles=list(roles), **fields
    )


def membership_of(user: User, group: Group) -> Membership:
    """Return what the database says now."""
    return Membership.objects.select_related("user", "group").get(user=user, group=group)

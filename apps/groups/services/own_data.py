"""What groups keep of a person, and how a group goes on without them."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Abandoned, Belonging, End, Leaving
from apps.groups.models import Block, EndKind, Group, Invitation, KeptApart, Membership
from apps.groups.permissions import Role
from apps.groups.services.memberships import end_membership
from apps.notifications.services.sending import naming

BELONGINGS = (
    Belonging(
        "groups.Membership",
        "user",
        title=_("My groups"),
        fields={
            "group__name": _("group"),
            "alias": _("alias"),
            "roles": _("tasks"),
            "joined_at": _("since"),
            "muted_until": _("muted until"),
            "suspended_until": _("suspended until"),
            "ended_at": _("ended"),
            "end_kind": _("how it ended"),
        },
    ),
    Belonging(
        "groups.JoinRequest",
        "user",
        title=_("Groups I asked to join"),
        fields={
            "group__name": _("group"),
            "alias": _("alias"),
            "answers": _("my answers"),
            "state": _("state"),
            "asked_at": _("when"),
            "decided_at": _("decided"),
        },
    ),
    Belonging("groups.TopicInterest", "user", title=_("What brings me here"), fields={"topic__shown_name": _("topic")}),
    Belonging(
        "groups.Invitation",
        lambda user: Invitation.objects.filter(Q(made_by__user=user) | Q(to=user)),
        end=End.NAMELESS,
        title=_("Invitations I made or have"),
        fields={"group__name": _("group"), "created_at": _("made"), "expires_at": _("until")},
        why="Whoever holds the link does not learn who made it; ending the membership ends it. One for them alone goes.",
    ),
    Belonging(
        "groups.Block",
        lambda user: Block.objects.filter(blocker__user=user, kept_apart=None),
        title=_("Whom I do not want to meet"),
        fields={"blocker__group__name": _("group"), "blocked__alias": _("alias"), "created_at": _("since")},
    ),
    Belonging(
        "groups.KeptApart",
        lambda user: KeptApart.objects.filter(Q(one=user) | Q(other=user)),
        why="Told to nobody: it would say under which aliases the two meet. What they asked for stands with the reports.",
    ),
    Belonging(
        "groups.Mute",
        "muter__user",
        title=_("Whom I do not want to read"),
        fields={"muter__group__name": _("group"), "muted__alias": _("alias"), "created_at": _("since")},
    ),
    Belonging(
        "groups.Shift",
        "member__user",
        end=End.NAMELESS,
        title=_("When I am on duty"),
        fields={"group__name": _("group"), "starts_at": _("from"), "ends_at": _("until")},
    ),
    Belonging(
        "groups.DutyHours",
        "member__user",
        end=End.NAMELESS,
        title=_("My hours of each week"),
        fields={"group__name": _("group"), "weekday": _("day"), "starts_at": _("from"), "ends_at": _("until")},
    ),
    Belonging(
        "groups.HandOver",
        "author__user",
        end=End.NAMELESS,
        title=_("What I left for the next on duty"),
        fields={"group__name": _("group"), "written_at": _("when"), "words": _("words")},
        why="The group needs what was handed over; it goes with the group.",
    ),
    Belonging("groups.OwnershipOffer", "to__user", why="A question between two, over when it is answered."),
    Belonging(
        "groups.Welcome",
        "greeter__user",
        title=_("Whom I welcomed"),
        fields={"greeter__group__name": _("group"), "newcomer__alias": _("alias"), "began_at": _("since")},
    ),
)


def owned_alone(user_id: int) -> list[Group]:
    """Return the groups that have no other owner than this person."""
    owners = Membership.objects.active().filter(roles__contains=[Role.OWNER.value])
    others = owners.exclude(user=user_id).filter(user__is_active=True).values("group")
    own = owners.filter(user=user_id).exclude(group__in=others).select_related("group")
    return [membership.group for membership in own.order_by("group__name")]


def left_alone(user_id: int) -> list[Abandoned]:
    """Return the groups that would have no owner, and where another one is made."""
    return [
        Abandoned(group.name, reverse("groups:handing_over", args=[group.public_id])) for group in owned_alone(user_id)
    ]


def end_memberships(leaving: Leaving) -> None:
    """The person's memberships are over and gone; for a group they alone owned, `find_owners` looks for another one."""
    for membership in Membership.objects.filter(user=leaving.user_id).select_related("group"):
        _end(membership)


@transaction.atomic
def _end(membership: Membership) -> None:
    end_membership(membership, EndKind.LEFT)
    naming(membership.public_id).delete()
    membership.delete()

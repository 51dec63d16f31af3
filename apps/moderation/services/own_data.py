"""What looking after groups keeps of a person, and what of it goes with them."""

from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging, End, Leaving
from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from apps.core.files import delete_files
from apps.groups.models import Membership
from apps.meetings.models import Meeting
from apps.moderation.models import (
    AuditEntry,
    AuditText,
    CardOpening,
    Case,
    CaseStep,
    Concern,
    EvidencePicture,
    Report,
)
from apps.moderation.services.own_decisions import CARE, READ_BY_THEM, told_of

_EVIDENCE = "What was reported stays as it was while the report is open, and is emptied afterwards."


def _own_ids(user_id: int) -> list[str]:
    """Return what stands for the person in the log: their memberships, and their account."""
    return [account_mark(user_id), *Membership.objects.filter(user=user_id).values_list("public_id", flat=True)]


def _told_lines(user: User) -> QuerySet[AuditEntry]:
    return told_of(AuditEntry.objects.filter(target__in=_own_ids(user.pk)))


def _told_words(user: User) -> QuerySet[AuditText]:
    """Return the words of the log that the person has read: what else stands beside a line is for those who wrote it."""
    untold = _told_lines(user).filter(code__startswith=CARE).exclude(code__in=READ_BY_THEM).values("place")
    own = AuditText.objects.filter(target__in=_own_ids(user.pk), place__in=_told_lines(user).values("place"))
    return own.exclude(place__in=untold)


BELONGINGS = (
    Belonging(
        "moderation.Action",
        "target__user",
        title=_("What was decided about me"),
        fields={
            "created_at": _("when"),
            "group__name": _("group"),
            "kind": _("what"),
            "rule": _("which rule"),
            "reason": _("words"),
            "until": _("until"),
        },
    ),
    Belonging(
        "moderation.Appeal",
        "action__target__user",
        title=_("What I asked to be looked at again"),
        fields={"made_at": _("when"), "words": _("words"), "state": _("state"), "answer": _("answer")},
    ),
    Belonging(
        "moderation.Report",
        "reporter__user",
        end=End.NAMELESS,
        title=_("What I reported"),
        fields={
            "created_at": _("when"),
            "group__name": _("group"),
            "subject": _("what"),
            "chosen_category": _("why"),
            "words": _("words"),
            "state": _("state"),
        },
        why=_EVIDENCE,
    ),
    Belonging("moderation.EvidencePicture", "report__reporter__user", end=End.NAMELESS, why=_EVIDENCE),
    Belonging(
        "moderation.AuditEntry",
        _told_lines,
        end=End.KEPT,
        title=_("What the log says about me"),
        fields={"created_at": _("when"), "code": _("what")},
        why="Nobody can change the log. It names a membership that is gone, by an id that leads nowhere.",
    ),
    Belonging(
        "moderation.AuditText",
        _told_words,
        title=_("The words of the log about me"),
        fields={"text": _("words")},
    ),
    Belonging(
        "moderation.Ban",
        "user",
        end=End.KEPT,
        title=_("What I am kept out of"),
        fields={"created_at": _("since"), "group__name": _("group"), "until": _("until")},
        why="A keyed hash of the address is kept until the ban ends, as the privacy page says; the tie to the account goes.",
    ),
    Belonging(
        "moderation.Case", "about__user", end=End.NAMELESS, why="Who reported what stays unknown to the reported."
    ),
    Belonging("moderation.CaseStep", "by__user", end=End.NAMELESS, why="How a case about others was looked after."),
    Belonging(
        "moderation.Concern",
        lambda user: Concern.objects.filter(member__user=user, told_at__isnull=False),
        title=_("When somebody asked how I am"),
        fields={
            "heard_at": _("when"),
            "group__name": _("group"),
            "told_at": _("told me"),
            "closed_at": _("ended"),
        },
    ),
    Belonging(
        "moderation.EmergencyCard",
        "member__user",
        title=_("My emergency card"),
        fields={"member__group__name": _("group"), "words": _("words"), "written_at": _("when")},
    ),
    Belonging(
        "moderation.CardOpening",
        lambda user: CardOpening.objects.filter(concern__member__user=user, agreed_at__isnull=False),
        title=_("When my emergency card was opened"),
        fields={"asked_at": _("when"), "reason": _("why"), "agreed_at": _("opened")},
    ),
    Belonging(
        "moderation.ModeratorSettings",
        "user",
        title=_("How I read what was reported"),
        fields={"is_veiled": _("blurred at first")},
    ),
    Belonging("moderation.PutAway", "user", why="That I closed what the site told everybody, and nothing else."),
)


@transaction.atomic
def empty_reports(leaving: Leaving) -> None:
    """Of closed reports nothing is left that the person said, offered or was the author of; open ones are evidence.

    The words of the log about them are gone, its seals stay whole.
    """
    own = Membership.objects.filter(user=leaving.user_id)
    done = Report.objects.filter(state=Report.State.LOOKED_AT)
    done.filter(reporter__in=own).update(words="")
    offered = Meeting.objects.filter(series__offered_by__in=own).values_list("public_id", flat=True)
    about = done.filter(Q(reported__in=own) | Q(message__author__in=own) | Q(snapshot__meeting__in=list(offered)))
    pictures = EvidencePicture.objects.filter(report__in=about)
    files = [(picture.file.storage, picture.file.name or "") for picture in pictures]
    pictures.delete()
    transaction.on_commit(partial(delete_files, files), robust=True)
    about.update(snapshot={}, written=[])
    cases = Case.objects.filter(about__in=own).exclude(state=Case.State.OPEN)
    CaseStep.objects.filter(case__in=cases).update(note="")
    cases.update(note="")
    AuditText.objects.filter(target__in=_own_ids(leaving.user_id)).delete()

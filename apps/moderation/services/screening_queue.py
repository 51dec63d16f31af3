"""What rules have found is brought into the queue, and no message waits without a case, nor a case without a message."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.core.wording import speaking
from apps.messaging.models import Message, Screened
from apps.messaging.rules.screening import Cause
from apps.messaging.services import held
from apps.moderation.models import Case, Report
from apps.moderation.rules.snapshots import COMMON_ROOMS
from apps.moderation.services.cases import Finding, open_case, settle_case
from apps.moderation.services.snapshots import snapshot_of

FOUND = (Report.Subject.HELD, Report.Subject.FLAGGED)


def waiting() -> QuerySet[Screened]:
    """Return the messages of rooms for all that somebody is to look at."""
    return Screened.objects.filter(
        outcome=Screened.Outcome.WAITING,
        message__state__in=[Message.State.HELD, Message.State.HIDDEN, Message.State.VISIBLE],
        message__room__kind__in=COMMON_ROOMS,
    )


def decide(screened: Screened, outcome: Screened.Outcome, decided_by: int | None, words: str = "") -> None:
    """Somebody has looked: what they decided is kept with the message. The caller does the rest."""
    screened.outcome, screened.decided_at, screened.words = outcome, timezone.now(), words
    screened.decided_by_id = decided_by
    screened.save(update_fields=["outcome", "decided_at", "decided_by", "words"])


def bring_to_queue() -> int:
    """Every message that was found has a case, and no case is left of one that waits no more; return how many are new.

    Run twice, or by two workers at once, it opens no case twice.
    """
    _settle_what_is_gone()
    _follow_cases()
    untold = waiting().filter(told_at=None).exclude(cause=Cause.FLAGS)
    return sum(_bring(pk) for pk in untold.values_list("pk", flat=True))


@transaction.atomic
def _bring(screened_id: int) -> bool:
    locked = waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=screened_id, told_at=None)
    screened = locked.select_related("message__room__group", "message__author", "message__memorial").first()
    if screened is None:
        return False
    message, group = screened.message, screened.message.room.group
    is_in_danger = sounds_like_crisis(f"{message.content_note}\n{message.body}")
    with speaking(group.language):
        words = _why(screened)
    finding = Finding(
        subject=Report.Subject.HELD if screened.is_held else Report.Subject.FLAGGED,
        category=Report.Category.SELF_HARM if is_in_danger else Report.Category.OTHER,
        subject_id=message.public_id,
        about=message.author,
        message=message,
        words=words,
        snapshot=snapshot_of(message),
    )
    open_case(group, finding)
    Screened.objects.filter(pk=screened.pk).update(told_at=timezone.now())
    return True


def _why(screened: Screened) -> str:
    sentences = {
        Cause.WORD: gettext("It holds “%(found)s”, which is watched here."),
        Cause.LINK: gettext("It holds a link to %(found)s.") if screened.found else gettext("It holds a link."),
        Cause.NEWCOMER: gettext("Its author is new, and what newcomers write is read first now."),
        Cause.UNATTENDED: gettext("It was written while nobody was on duty."),
        Cause.FLAGS: gettext("Three members reported it while nobody was on duty."),
    }
    return sentences[Cause(screened.cause)] % {"found": screened.found}


def _settle_what_is_gone() -> None:
    """Cases about messages that were taken back, or deleted with their time, are done."""
    still = waiting().values("message__public_id")
    for case in Case.objects.filter(subject__in=FOUND, state=Case.State.OPEN).exclude(subject_id__in=still):
        settle_case(case.subject, case.subject_id, outcome=Case.Outcome.DISMISSED)


def _follow_cases() -> None:
    """A case that ended by itself decides what its rules allow; what is still held has another one, or nobody would see it."""
    about = Case.objects.filter(reports__message=OuterRef("message"))
    # Shown again where it stands, by hand.
    shown = waiting().filter(cause=Cause.FLAGS, message__state=Message.State.VISIBLE)
    shown.update(outcome=Screened.Outcome.RELEASED, decided_at=timezone.now())
    ended = waiting().filter(Exists(about)).exclude(Exists(about.exclude(state=Case.State.DONE)))
    ended.filter(message__state=Message.State.HELD).update(told_at=None)
    for pk in list(ended.exclude(message__state=Message.State.HELD).values_list("pk", flat=True)):
        _follow(pk)


@transaction.atomic
def _follow(screened_id: int) -> None:
    locked = waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=screened_id)
    screened = locked.select_related("message").first()
    if screened is None:
        return
    last = Case.objects.filter(reports__message=screened.message_id).latest("closed_at")
    is_kept_away = screened.is_held and last.outcome == Case.Outcome.ACTED
    decide(screened, Screened.Outcome.DECLINED if is_kept_away else Screened.Outcome.RELEASED, last.hands_id)
    if screened.is_held and not is_kept_away:
        held.release_message(screened.message_id)

"""Which messages: the one query behind pages, catch-up, search and live frames."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.db.models.functions import Concat, Greatest

from apps.groups.models import Block, Mute
from apps.groups.permissions import GroupAccess, Permission
from apps.messaging.rules.muted_words import SEPARATOR, pattern_of

if TYPE_CHECKING:
    from apps.messaging.models import Message  # noqa: F401 - the base class names it


def folded(words: Any) -> Func:
    """Return the expression that takes case and accents away, on both sides of a search.

    Accents are signs of their own once the text is decomposed (Unicode Standard Annex 15, NFD).
    """
    decomposed = Func(Func(words, function="lower"), template="normalize(%(expressions)s, NFD)")
    return Func(decomposed, Value("[\u0300-\u036f\u064b-\u065f]+"), Value(""), Value("g"), function="regexp_replace")


def _says(pattern: Any) -> Any:
    all_of_it = folded(Concat(F("body"), Value(SEPARATOR), F("content_note"), output_field=models.TextField()))
    said = Func(all_of_it, pattern, arg_joiner=" ~ ", template="(%(expressions)s)")
    return ExpressionWrapper(said, output_field=models.BooleanField())


def _muted_words(access: GroupAccess) -> str:
    """Return what finds any of the words that this person does not want to meet: sealed, so that they are opened here."""
    rows = apps.get_model("messaging", "MutedWord").objects.filter(user_id=access.user_id or 0).order_by("pk")
    return "|".join(pattern_of(row.word) for row in rows)


# "simple" keeps every word as it is: names, slang and any language are found as they were typed.
SEARCHED = Func(folded(F("body")), template="to_tsvector('simple', %(expressions)s)", output_field=SearchVectorField())


def is_overseer(access: GroupAccess) -> bool:
    """Tell whether blocks and mutes hide nothing from this person: they look after the room."""
    return access.can(Permission.HIDE_MESSAGE) or access.can(Permission.HOST_MEETING)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, access: GroupAccess) -> Self:
        """Messages this person may see: what has no number is its author's, a block hides what came after it.

        Whom the person muted is hidden whenever it was said, and so is what holds a word that they muted, unless they
        said it, and answers to a post that is hidden from them. The caller has checked that the person may read the
        room at all.
        """
        if is_overseer(access):
            return self.met_by(access)
        words = _muted_words(access)
        return self.met_by(access, words).in_threads_met_by(access, words)

    def in_threads_met_by(self, access: GroupAccess, words: str) -> Self:
        """Without answers to a post that this person does not meet, or to a page of memory that is hidden; own ones stay."""
        shut = Q(state="hidden", memorial__isnull=False)
        posts = self.model.objects.filter(pk=OuterRef("thread_id")).met_by(access, words).exclude(shut)
        return self.filter(Q(thread=None) | Q(author_id=access.membership_id) | Exists(posts))

    def met_by(self, access: GroupAccess, words: str | None = None) -> Self:
        """Messages that neither a block, a mute nor a moderator's look keeps from this person, wherever they stand."""
        own = access.membership_id
        found = self
        if not access.can(Permission.HIDE_MESSAGE):
            found = found.exclude(~Q(author_id=own) | Q(author=None), number=None)
        if is_overseer(access):
            return found
        # New words in an old message are new (`Message.worded_at`); GREATEST passes over what is NULL.
        worded_at = Greatest(OuterRef("posted_at"), OuterRef("edited_at"))
        apart = Block.objects.between(own, OuterRef("author_id")).filter(created_at__lte=worded_at)
        found = found.exclude(Exists(apart))
        found = found.exclude(unseen_by__contains=[own or 0])
        return found.without_muted(access, words)

    def without_muted(self, access: GroupAccess, words: str | None = None) -> Self:
        """Messages by nobody, and without a word, that this person does not want to meet; their own stay."""
        by_muted = Mute.objects.filter(muter=access.membership_id or 0, muted=OuterRef("author_id"))
        return self.exclude(Exists(by_muted)).without_muted_words(access, words)

    def without_muted_words(self, access: GroupAccess, words: str | None = None) -> Self:
        """Messages without the words (an expression that finds them) that this person does not want to meet; own ones stay."""
        unmet = _muted_words(access) if words is None else words
        # One expression for all words: a text is folded once, and not at all for whoever has none.
        if not unmet:
            return self
        found = self.alias(is_mutedly_said=_says(Value(unmet)))
        return found.filter(Q(author_id=access.membership_id) | Q(is_mutedly_said=False))

    def without_traces(self) -> Self:
        """Without what was taken back before it ever stood in the room: a fresh page shows nothing of it."""
        return self.exclude(state="unsent", number=None)

    def changed_since(self, change: int) -> Self:
        """What changed after that counter, in the order of change."""
        return self.filter(change__gt=change).order_by("change")

    def with_people(self) -> Self:
        """Load what is needed to show them, in one query."""
        return self.select_related("author", "reply_to", "reply_to__author")

    def last_first(self) -> Self:
        """Newest first; what waits without a number comes before all."""
        return self.order_by(F("number").desc(nulls_first=True), "-pk")

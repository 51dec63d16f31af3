"""Words that one person does not want to meet, in any of their groups: theirs alone, told to nobody."""

from django.db import transaction

from apps.accounts.models import User
from apps.core.errors import Invalid, NotFound
from apps.core.realtime import tell_user
from apps.messaging.models import MutedWord
from apps.messaging.rules.muted_words import pattern_of, require_room_for_one_more


def words_of(user: User) -> list[MutedWord]:
    """Return the person's words, the latest first."""
    return list(user.muted_words.order_by("-pk"))


@transaction.atomic
def mute_word(user: User, word: str) -> None:
    """The person meets no message of others with this word from now on; their open pages load anew after commit.

    The same word in other letters (case, accents) is the same word. Raises NoWord, LongPhrase or TooManyWords.
    """
    tidied = " ".join(word.split())
    pattern = pattern_of(tidied)
    # Two pages at once add one after the other: none twice, and the count holds. The database cannot read the words.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = words_of(user)
    if any(pattern_of(one.word) == pattern for one in known):
        return
    require_room_for_one_more(len(known))
    MutedWord.objects.create(user=user, word=tidied)
    tell_user(user.pk, "access.changed")


@transaction.atomic
def unmute_word(user: User, word: str) -> None:
    """The person meets the word again. Raises NotFound for what is not in their list."""
    pattern = _pattern_if_any(word)
    same = [one.pk for one in words_of(user) if pattern_of(one.word) == pattern]
    if not user.muted_words.filter(pk__in=same).delete()[0]:
        raise NotFound
    tell_user(user.pk, "access.changed")


def _pattern_if_any(word: str) -> str:
    try:
        return pattern_of(" ".join(word.split()))
    except Invalid as error:
        raise NotFound from error

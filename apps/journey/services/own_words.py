"""Words at hand: with which a message or a call can begin, and with which one says what one will not talk about."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.journey.errors import AsManyAsFit
from apps.journey.models import Boundary, OwnStarters
from apps.journey.rules.choices import choices_from
from apps.journey.services.finding import find_own

MOST_STARTERS, LONGEST_STARTER = 20, 300
MOST_BOUNDARIES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody says of one boundary."""

    kind: str
    about: str
    words: str = ""


def starters_of(user: User) -> list[str]:
    """Return this person's own words to begin with."""
    own = OwnStarters.objects.filter(user=user).first()
    return list(own.words) if own else []


@transaction.atomic
def keep_starters(user: User, text: str) -> None:
    """These lines are theirs from now on. Raises ShortList."""
    words = choices_from(text, most=MOST_STARTERS, longest=LONGEST_STARTER)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = OwnStarters.objects.filter(user=user).first() or OwnStarters(user=user)
    if words:
        own.words = words
        own.save()
    elif own.pk:
        own.delete()


def boundaries_of(user: User) -> list[Boundary]:
    """Return all of this person's, in the order in which they were written."""
    return list(Boundary.objects.filter(user=user))


@transaction.atomic
def keep_boundary(user: User, line: Line) -> Boundary:
    """It is kept, for this person alone. Raises AsManyAsFit."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Boundary.objects.filter(user=user).count() >= MOST_BOUNDARIES:
        raise AsManyAsFit
    return Boundary.objects.create(user=user, kind=line.kind, about=line.about, words=line.words.strip())


@transaction.atomic
def change_boundary(user: User, public_id: str, line: Line) -> None:
    """It says this from now on. Raises NotFound."""
    found = find_own(Boundary, user, public_id, to_change=True)
    found.kind, found.about, found.words = line.kind, line.about, line.words.strip()
    found.save(update_fields=["kind", "about", "words"])


@transaction.atomic
def remove_boundary(user: User, public_id: str) -> None:
    """It is gone. Raises NotFound."""
    find_own(Boundary, user, public_id, to_change=True).delete()


def suggested_starters() -> list[str]:
    """Return ways to begin, in the active language."""
    return [
        gettext("Hello, I was thinking of you. How are you?"),
        gettext("I need nothing. I only wanted to hear your voice."),
        gettext("It is a hard day. Do you have ten minutes for me?"),
        gettext("You need not solve anything. It helps if you listen."),
        gettext("I have been quiet for a while. I would like to be in touch again."),
        gettext("Would you go for a walk with me this week?"),
        gettext("When is a good time to call you?"),
        gettext("Thank you for being there. It did me good."),
    ]


def suggested_limits() -> list[str]:
    """Return ways to say where one's limit is, in the active language."""
    return [
        gettext("Thank you for asking. I do not want to talk about that today."),
        gettext("I can talk about it for ten minutes. Then I need something else."),
        gettext("I need you to listen, without advice."),
        gettext("That is mine to tell. Please do not pass it on."),
        gettext("I will come back to it when I am ready."),
    ]

"""Words to begin with, one set for each point of a group's agreement: the moderator changes them before they are sent."""

from django.db import transaction
from django.utils.translation import gettext

from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Permission
from apps.moderation.models import RuleWords
from apps.moderation.rules.words import LONGEST_RULE, require_words


def rules_of(group: Group) -> list[str]:
    """Return the points of the agreement that holds now, as actions name them."""
    return [point[:LONGEST_RULE] for point in group.agreement.points] if group.agreement else []


def words_for(group: Group, rule: str) -> str:
    """Return the words that the group's moderators begin with about this point; plain ones where they wrote none."""
    own = RuleWords.objects.filter(group=group, rule=rule).first()
    if own is not None:
        return own.words
    if rule not in rules_of(group):
        return ""
    return gettext(
        "We agreed in this group: “%(rule)s”. I would like us to keep to it, and I am here if you want to talk."
    ) % {"rule": rule.rstrip(".")}


@transaction.atomic
def keep_words(access: GroupAccess, group: Group, rule: str, words: str) -> None:
    """Whoever moderates this group begins with these words about this point; without words, with the plain ones again.

    Raises Invalid for unusable words, NotPermitted for whoever does not moderate it as a member.
    """
    access.require(Permission.HIDE_MESSAGE)
    if not words.strip():
        RuleWords.objects.filter(group=group, rule=rule).delete()
    elif rule in rules_of(group):
        RuleWords.objects.update_or_create(group=group, rule=rule, defaults={"words": require_words(words)})

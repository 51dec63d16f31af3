"""What brings a person here: only they see it, and it only sorts suggestions."""

from collections.abc import Iterable

from django.db import transaction

from apps.accounts.models import User
from apps.groups.models import Topic, TopicInterest


@transaction.atomic
def set_interests(user: User, topics: Iterable[Topic]) -> None:
    """The person's interests are these topics and no others."""
    chosen = list(topics)
    TopicInterest.objects.filter(user=user).exclude(topic__in=chosen).delete()
    TopicInterest.objects.bulk_create(
        [TopicInterest(user=user, topic=topic) for topic in chosen], ignore_conflicts=True
    )

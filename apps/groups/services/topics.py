"""What people are going through, for whoever chooses by it."""

from apps.groups.models import Topic


def topics_to_choose() -> list[tuple[str, str]]:
    """Return each topic's short name and its words in the active language, in the order of the site."""
    return [(topic.slug, topic.shown_name) for topic in Topic.objects.all()]

"""What people come here with, as an app above this one keeps it: the directory is looked through by it."""

from collections.abc import Callable

type Topics = list[tuple[str, str]]
type TopicSource = Callable[[], Topics]

_sources: list[TopicSource] = []


def offer_topics(source: TopicSource) -> None:
    """Let `source` say which topics there are, each with its short name and its words; called in an `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def known_topics() -> Topics:
    """Return all topics in the order in which they are shown, in the active language."""
    return [topic for source in _sources for topic in source()]

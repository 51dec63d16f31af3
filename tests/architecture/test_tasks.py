"""Work is enqueued by name: a name that no worker knows would wait for ever."""

import ast
from collections.abc import Iterator

from config.celery import app
from tests.architecture.sources import place, python_files, tree


def enqueued() -> Iterator[tuple[str, str]]:
    """Give each place that enqueues and the name it enqueues."""
    for file in python_files("apps", "config"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "enqueue":
                first = node.args[0] if node.args else None
                name = first.value if isinstance(first, ast.Constant) else None
                yield place(file, node.lineno), str(name)


def registered() -> set[str]:
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_enqueued_name_is_a_task() -> None:
    known = registered()
    unknown = [f"{where}: {name}" for where, name in enqueued() if name not in known]
    assert not unknown, "\n".join(unknown)


def test_everything_on_the_timetable_is_a_task() -> None:
    known = registered()
    unknown = [
        f"{entry}: {plan['task']}" for entry, plan in app.conf.beat_schedule.items() if plan["task"] not in known
    ]
    assert not unknown, "\n".join(unknown)

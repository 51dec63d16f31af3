"""Columns that were plain once: a migration seals what stands in them, and opens it again on the way back."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.utils import timezone

from apps.core.rotation import sealed_columns
from apps.groups.models import Group
from apps.messaging.models import MutedWord
from apps.moderation.models import AuditText, Case, CaseStep
from apps.notifications.models import Notice
from apps.notifications.services.sending import notify
from tests.accounts.factories import make_user
from tests.groups.factories import make_group

STEPS = [
    ("messaging", "0014_words_that_somebody_mutes_are_sealed"),
    ("moderation", "0015_notes_on_cases_are_sealed"),
    ("moderation", "0017_words_of_the_log_are_sealed"),
    ("notifications", "0007_words_of_notices_are_sealed"),
]
COLUMNS = {
    "messaging_mutedword": "word",
    "moderation_case": "note",
    "moderation_casestep": "note",
    "moderation_audittext": "text",
}
SAID = "quokka island"

type Column = tuple[str, models.Field[Any, Any]]


def kept() -> list[Any]:
    with connection.cursor() as cursor:
        found = []
        for table, column in COLUMNS.items():
            cursor.execute(f'SELECT "{column}" FROM "{table}" ORDER BY id')  # names of ours
            found += [bytes(value) if isinstance(value, memoryview | bytes) else value for (value,) in cursor]
        return found


def before() -> ProjectState:
    """Return the tables as the steps find them, without what they do not touch."""
    number: Column = ("id", models.BigAutoField(primary_key=True))
    name = ("public_id", models.CharField(max_length=12, unique=True))
    note = ("note", models.TextField(max_length=2000, blank=True))
    once = models.UniqueConstraint(fields=["user_id", "pattern"], name="each_word_muted_once")
    words: list[Column] = [number, ("user_id", models.BigIntegerField()), ("word", models.CharField(max_length=60))]
    pattern = ("pattern", models.CharField(max_length=200, editable=False))
    state = ProjectState()
    state.add_model(ModelState("messaging", "mutedword", [*words, pattern], {"constraints": [once]}))
    state.add_model(ModelState("moderation", "case", [number, name, note]))
    state.add_model(ModelState("moderation", "casestep", [number, note]))
    words_of_the_log: list[Column] = [("place", models.BigIntegerField(unique=True)), ("text", models.TextField())]
    some = models.CheckConstraint(condition=~models.Q(text=""), name="words_are_kept_or_the_row_is_not_there")
    state.add_model(ModelState("moderation", "audittext", [number, *words_of_the_log], {"constraints": [some]}))
    state.add_model(ModelState("notifications", "notice", [number, name, ("details", models.JSONField(default=dict))]))
    return state


def go(way: str) -> None:
    """Take the steps back, or forward again, in the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for app, name in STEPS:
        step = import_module(f"apps.{app}.migrations.{name}").Migration(name, app)
        assert step.atomic, "what stops halfway leaves everything as it was, and can be begun again"
        with connection.schema_editor(atomic=False) as editor:
            getattr(step, way)(before(), editor)


@pytest.mark.django_db
def test_what_stands_there_is_sealed_and_nothing_is_lost() -> None:
    group: Group = make_group()
    for name in ("one", "two"):
        MutedWord.objects.create(user=make_user(name), word=SAID)
    case = Case.objects.create(group=group, subject="member", category="other", due_at=timezone.now(), note=SAID)
    for note in (SAID, "", SAID):
        CaseStep.objects.create(case=case, kind="handed", note=note)
    AuditText.objects.create(place=1, salt=b"salt", text=SAID)
    told = notify(make_user("three").pk, kind="card_opened", details={"group": "Grief", "reason": SAID})
    assert "reason" not in Notice.objects.get().details
    assert COLUMNS.items() <= {tuple(column.name.split(".")) for column in sealed_columns()}

    go("unapply")
    assert kept() == [SAID] * 4 + ["", SAID, SAID]
    with connection.cursor() as cursor:
        cursor.execute("SELECT details->>'reason' FROM notifications_notice")
        assert cursor.fetchall() == [(SAID,)]
    go("apply")
    assert not any(b"quokka" in value for value in kept())
    assert kept()[4] == b"", "nothing is kept as nothing"
    assert AuditText.objects.get().text == SAID
    assert (Notice.objects.get().details, Notice.objects.get().told) == ({"group": "Grief"}, told.told)
    assert {word.word for word in MutedWord.objects.all()} == {SAID}
    assert Case.objects.get().note == SAID
    assert [step.note for step in CaseStep.objects.order_by("pk")] == [SAID, "", SAID]

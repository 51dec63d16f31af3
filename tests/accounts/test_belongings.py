"""No table that leads to a person is forgotten when they ask for everything, or when they go."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model

from apps.accounts.belongings import Belonging, End, belongings
from apps.accounts.models import User
from apps.accounts.services.packing import rows_of
from apps.moderation.models import AuditEntry, AuditText

# They name a membership by its public id, without a foreign key.
BY_PUBLIC_ID: set[type[Model]] = {AuditEntry, AuditText}

WHAT_TO_DO = """
{name} leads to a person (by {way}) and nobody has said what becomes of it.
Add a `Belonging` to apps/{app}/services/own_data.py:
  - what somebody gets of it who asks for everything (`title` and `fields`), or why they get nothing of it (`why`);
  - what becomes of it when they are erased (`end`): GONE (its foreign key cascades, or the eraser in that module deletes
    it), NAMELESS (SET_NULL, and no words of theirs in it) or KEPT (say `why`).
"""


def ways_to(known: set[type[Model]], model: type[Model]) -> list[str]:
    return [
        field.name
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.is_relation and field.related_model in known
    ]


def personal_models() -> dict[type[Model], str]:
    """Return every model from which foreign keys lead to a person, and by which."""
    found: dict[type[Model], str] = dict.fromkeys(BY_PUBLIC_ID, "a public id") | {User: "itself"}
    while more := {
        model: ways[0] for model in apps.get_models() if model not in found and (ways := ways_to({*found}, model))
    }:
        found |= more
    return found


def declared() -> Iterator[tuple[type[Model], Belonging]]:
    for belonging in belongings():
        yield apps.get_model(belonging.model), belonging


def test_every_table_that_leads_to_a_person_is_spoken_of() -> None:
    spoken_of = {model for model, _belonging in declared()}
    forgotten = [
        WHAT_TO_DO.format(name=model._meta.label, way=way, app=model._meta.app_label)
        for model, way in personal_models().items()
        if model not in spoken_of
    ]
    assert not forgotten, "".join(forgotten)


def test_what_is_not_packed_or_does_not_go_has_a_reason() -> None:
    labels = [belonging.model for belonging in belongings()]
    assert len(labels) == len(set(labels))
    for belonging in belongings():
        assert bool(belonging.title) == bool(belonging.fields), belonging.model
        assert belonging.why or (belonging.fields and belonging.end is not End.KEPT), belonging.model


def test_what_is_said_of_each_table_is_so(db: None) -> None:
    somebody = User(pk=7)
    for model, belonging in declared():
        assert rows_of(belonging, somebody).model is model
        assert list(rows_of(belonging, somebody)) == []
        for path in [*belonging.fields, *filter(None, [belonging.file])]:
            *way, last = path.split("__")
            at = model
            for name in way:
                at = at._meta.get_field(name).related_model
            assert hasattr(at, last), f"{belonging.model}: {path}"


def test_what_goes_hangs_on_the_account_or_has_an_eraser() -> None:
    """A row that goes is deleted with its person by the database's rules, or stands among what erasers delete."""
    by_erasers = {AuditText, User}
    for model, belonging in declared():
        if belonging.end is not End.GONE or model in by_erasers:
            continue
        ties = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
        ways = [tie.remote_field.on_delete for tie in ties if tie.related_model in personal_models()]
        assert CASCADE in ways, model

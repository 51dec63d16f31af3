"""Scripts: written by planners with plain forms, begun from a template, chosen by a series."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.errors import TooManyScripts, TooManySteps
from apps.meetings.models import Script, Step
from apps.meetings.services import scripts
from apps.meetings.services.script_templates import TEMPLATES
from apps.meetings.services.scripts import StepPlan
from tests.groups.factories import make_group
from tests.meetings.factories import make_meeting, make_series

QUIET = StepPlan("silence", "Quiet", "Breathe.", timedelta(minutes=2), "hosts", has_chat=False)


@pytest.fixture
def script(group: Group, alice: User) -> Script:
    """Three steps: 0, 1 and 2."""
    script = scripts.add_script(read_access(alice, group), title="Our evening")
    for name in "012":
        Step.objects.create(script=script, position=int(name), kind=Step.Kind.TOPIC, title=name)
    return script


def titles(script: Script) -> list[str]:
    return list(script.steps.values_list("title", flat=True))


def address(name: str, script: Script, step: Step | None = None) -> str:
    ids = [script.group.public_id, script.public_id, *([step.public_id] if step else [])]
    return reverse(f"meetings:{name}", args=ids)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_gives_a_whole_meeting_in_the_groups_language(template: str, group: Group, alice: User) -> None:
    Group.objects.update(language="es")
    with translation.override("en"):
        made = scripts.add_script(read_access(alice, group), title="Ours", template=template)

    steps = list(made.steps.all())
    assert {step.title for step in steps}.isdisjoint(step.title for step in TEMPLATES[template].steps)
    assert all(step.text for step in steps)
    assert steps[0].kind == Step.Kind.WELCOME
    assert steps[-1].kind == Step.Kind.CLOSING
    assert timedelta(minutes=30) <= sum((step.length for step in steps), timedelta()) <= timedelta(minutes=75)
    assert all(step.sound == Step.Sound.IN_TURN for step in steps if step.kind == Step.Kind.ROUND)
    assert not any(step.has_chat for step in steps if step.kind == Step.Kind.SILENCE)


def test_steps_move_and_close_up(script: Script, group: Group, alice: User) -> None:
    access = read_access(alice, group)
    first, second, third = script.steps.all()
    scripts.move_step(access, script, third.public_id, by=-1)
    assert titles(script) == ["0", "2", "1"]
    scripts.move_step(access, script, first.public_id, by=-1)
    assert titles(script) == ["0", "2", "1"]

    scripts.remove_step(access, script, first.public_id)
    scripts.remove_step(access, script, first.public_id)
    assert titles(script) == ["2", "1"]
    assert list(script.steps.values_list("position", flat=True)) == [0, 1]
    with pytest.raises(NotFound):
        scripts.move_step(access, script, first.public_id, by=1)
    with pytest.raises(NotFound):
        scripts.change_step(access, script, first.public_id, QUIET)
    scripts.change_step(access, script, second.public_id, QUIET)
    assert titles(script) == ["2", "Quiet"]


def test_only_planners_of_the_group_write(script: Script, group: Group, bob: User, eve: User) -> None:
    for user in (bob, eve):
        access = read_access(user, group)
        for act in (
            lambda access=access: scripts.add_script(access, title="Mine"),
            lambda access=access: scripts.add_step(access, script, QUIET),
            lambda access=access: scripts.remove_script(access, script),
        ):
            with pytest.raises((NotPermitted, NotFound)):
                act()


def test_there_is_an_end_to_scripts_and_steps(
    script: Script, group: Group, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts, "MOST_STEPS", 3)
    monkeypatch.setattr(scripts, "MOST_SCRIPTS", 1)
    with pytest.raises(TooManySteps):
        scripts.add_step(read_access(alice, group), script, QUIET)
    with pytest.raises(TooManyScripts):
        scripts.add_script(read_access(alice, group), title="Another")


def test_a_series_whose_script_is_taken_away_has_none(script: Script, group: Group, alice: User) -> None:
    series = make_series(group, script=script)
    scripts.remove_script(read_access(alice, group), script)

    series.refresh_from_db()
    assert series.script is None


def test_a_planner_writes_a_script_with_plain_forms(client: Client, group: Group, alice: User) -> None:
    client.force_login(alice)
    page = reverse("meetings:scripts", args=[group.public_id])
    assert client.get(page).status_code == 200
    client.post(page, {"title": "Our circle", "template": "grief"})
    script = Script.objects.get()
    count = script.steps.count()

    step = {"title": "Teatime", "kind": "topic", "minutes": "10", "text": "Bring a cup.", "sound": "in_turn"}
    client.post(address("step_add", script), {f"new-{name}": value for name, value in step.items()})
    added = script.steps.last()
    assert added is not None
    assert (script.steps.count(), added.title, added.has_chat) == (count + 1, "Teatime", False)

    changed = {f"{added.public_id}-{name}": value for name, value in (step | {"minutes": "0"}).items()}
    answer = client.post(address("step_change", script, added), changed)
    assert answer.status_code == 422
    changed[f"{added.public_id}-minutes"] = "12"
    answer = client.post(address("step_change", script, added), changed)
    assert answer["Location"].endswith(f"#step-{added.public_id}")
    client.post(address("step_move", script, added), {"to": "earlier"})
    moved = script.steps.get(pk=added.pk)
    assert (moved.position, moved.length) == (count - 1, timedelta(minutes=12))

    client.post(address("step_remove", script, added))
    client.post(address("script", script), {"title": "Our evening"})
    shown = client.get(address("script", script))
    assert b"Our evening" in shown.content
    assert b"Teatime" not in shown.content
    client.post(address("script_remove", script))
    assert not Script.objects.exists()


def test_a_series_chooses_a_script_and_its_meetings_say_what_will_happen(
    client: Client, script: Script, group: Group, alice: User, bob: User
) -> None:
    client.force_login(alice)
    series = make_series(group)
    page = reverse("meetings:series_change", args=[group.public_id, series.public_id])
    form = client.get(page).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [], False)}
    stranger = Script.objects.create(group=make_group("Others"), title="Theirs")
    assert client.post(page, filled | {"script": stranger.public_id}).status_code == 422
    assert client.post(page, filled | {"script": script.public_id}).status_code == 302
    series.refresh_from_db()
    assert series.script == script
    assert client.get(page).context["form"]["script"].value() == script.public_id

    client.force_login(bob)
    shown = client.get(reverse("meetings:meeting", args=[make_meeting(group, series=series).public_id]))
    assert [step.title for step, _ in shown.context["steps"]] == ["0", "1", "2"]


def test_a_script_of_another_group_is_not_there(client: Client, script: Script, alice: User, eve: User) -> None:
    client.force_login(eve)
    assert client.get(address("script", script)).status_code == 404

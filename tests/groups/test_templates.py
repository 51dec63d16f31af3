"""Templates ask for permissions that exist, and docs/permissions.md says what the code does."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template

from apps.groups.permissions import GRANTS, SITE_STAFF_GRANTS, GroupAccess, Permission, Role
from apps.groups.rules.permission_words import SENTENCES

TEMPLATES = Path(__file__).parents[2] / "templates"
ASKED = re.compile(r"\|can:[\"']([^\"']*)[\"']")


def test_every_permission_that_a_template_asks_for_exists() -> None:
    asked = {word for path in TEMPLATES.rglob("*.html") for word in ASKED.findall(path.read_text())}

    assert asked
    assert asked <= {permission.value for permission in Permission}


def test_the_filter_answers_as_the_access_does_and_a_typo_raises() -> None:
    access = GroupAccess(group_id=1, group_public_id="x", membership_id=1, roles=frozenset({Role.MEMBER}))

    def shown(source: str) -> str:
        return Template("{% load groups %}" + source).render(Context({"access": access}))

    assert shown('{% if access|can:"read" %}yes{% endif %}') == "yes"
    assert shown('{% if access|can:"give_roles" %}yes{% endif %}') == ""
    with pytest.raises(ValueError, match="raed"):
        shown('{% if access|can:"raed" %}yes{% endif %}')


def test_every_permission_has_a_sentence_and_somebody_who_has_it() -> None:
    assert set(SENTENCES) == set(Permission)
    assert SITE_STAFF_GRANTS.union(*GRANTS.values()) == set(Permission)


def test_the_permissions_document_is_up_to_date() -> None:
    call_command("write_permissions_doc", "--check")


def test_a_stale_permissions_document_is_noticed(
    monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "permissions.md").write_text("old")

    with pytest.raises(CommandError, match="write_permissions_doc"):
        call_command("write_permissions_doc", "--check")

"""What is looked at before a release goes to production, besides its settings."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks

from apps.core import checks


@pytest.mark.django_db
def test_clocks_that_disagree_are_named_with_the_way_to_mend_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.clock_agrees(databases=["default"]) == []
    monkeypatch.setattr(checks, "MOST_APART", timedelta(seconds=-1))
    found = run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])
    [error] = [message for message in found if message.id == "beside.E001"]
    assert error.is_serious()
    assert "clocks" in str(error.msg)
    assert "timedatectl" in str(error.hint)

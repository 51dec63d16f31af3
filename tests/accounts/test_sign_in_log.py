"""What the log says of signing in: which way, from which network, under a mark, and nothing of what was typed."""

import logging
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from tests.accounts.factories import PASSPHRASE
from tests.accounts.second_factor import code_now, enrol

pytestmark = pytest.mark.django_db


def test_each_step_of_signing_in_and_out_has_a_line_that_names_nobody(
    client: Client, nia: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    enrol(nia)
    post: Any = client.post
    post("/accounts/login/", {"login": nia.email, "password": "a canary lamp"}, REMOTE_ADDR="192.0.2.77")
    post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE}, REMOTE_ADDR="192.0.2.77")
    post("/accounts/2fa/authenticate/", {"code": "000000"})
    post("/accounts/2fa/authenticate/", {"code": code_now()})
    Client().post("/accounts/2fa/passkeys/login/", {"credential": '{"id": "x"}'})
    post("/accounts/password/change/", {"oldpassword": PASSPHRASE, "password1": "another canary by the door"})
    post("/accounts/logout/")

    mark = account_mark(nia.pk)
    lines = [
        line.msg for line in caplog.records if line.name == "apps.accounts.sign_in_log" and isinstance(line.msg, dict)
    ]
    assert [line["event"] for line in lines] == [
        *(
            "sign_in_refused",
            "second_factor_refused",
            "signed_in",
            "passkey_refused",
            "passphrase_changed",
            "signed_out",
        ),
    ]
    assert [line["account"] for line in lines] == ["", mark, mark, "", mark, mark]
    assert lines[0]["network"] == "192.0.2.0"
    assert lines[2]["ways"] == ["password", "mfa"]
    said = str(lines)
    for secret in (nia.email, "canary", PASSPHRASE, "192.0.2.77"):
        assert secret not in said, secret

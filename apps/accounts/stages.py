"""A step of signing in that asks less often than allauth would."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from apps.accounts.services.standing import asks_second_factor


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor where the passphrase alone does not open the account."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and not asks_second_factor(user):
            return None, True
        response, goes_on = super().handle()
        return response, goes_on

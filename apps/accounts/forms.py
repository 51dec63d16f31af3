"""What people fill in about their account."""

from django import forms


class SignupForm(forms.Form):
    """An e-mail and a passphrase; a name is never asked for."""

    def signup(self, request: object, user: object) -> None:
        """Do nothing more."""

"""What happens when allauth or Django says that something about an account changed."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.rules.addresses import truncated
from apps.accounts.services import sessions
from apps.accounts.services.consent import forget_consent
from apps.accounts.services.standing import SECOND_FACTORS, note_enrolment, note_shown


@receiver(user_logged_out)
def forget_ended_session(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    # The row goes before the sockets are told: a socket that looks it up must not find it.
    if user is not None and request.session.session_key:
        sessions.forget_session(user.pk, request.session.session_key)


@receiver(authentication_step_completed)
def renew_key_when_asked_again(*, request: HttpRequest, user: User, reauthenticated: bool = False, **_: Any) -> None:
    # Signing in makes a new key by itself.
    if reauthenticated:
        sessions.renew_session(user, request.session)


@receiver([password_changed, password_set, password_reset])
def end_the_other_sessions(*, request: HttpRequest, user: User, **_: Any) -> None:
    """A new passphrase ends every session but the one it was typed in."""
    sessions.end_other_sessions(user, request.session.session_key if request.user.is_authenticated else None)


@receiver(password_reset)
def ask_consent_of_the_owner(*, user: User, **_: Any) -> None:
    """Whoever opened the account may not own the address: nobody had signed in before this reset."""
    if user.last_login is None:
        forget_consent(user)


@receiver(post_save, sender=User)
def end_sessions_of_the_deactivated(*, instance: User, created: bool, **_: Any) -> None:
    if not created and not instance.is_active:
        sessions.end_all_sessions(instance)


@receiver(pre_save, sender=UserSession)
def keep_less_of_the_address(*, instance: UserSession, **_: Any) -> None:
    instance.ip = truncated(instance.ip)


@receiver(authenticator_added)
def count_enrolment_as_shown(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in SECOND_FACTORS:
        note_enrolment(request, user)


@receiver(authenticator_used)
def count_a_code_as_shown(*, request: HttpRequest, user: User, **_: Any) -> None:
    note_shown(request, user)

"""A person's yes to what the site says about itself: explicit, versioned, dated, asked again on change."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Consent, Document, SiteSettings, User
from apps.core.realtime import tell_user

# `not missing_documents` over the account `u`, for sockets: they ask in one statement of their own. A test compares them.
HAS_CONSENTED_SQL = """
    (SELECT bool_or(c.document = 'adult')
        AND bool_or(c.document = 'terms' AND c.version = COALESCE(s.terms_version, 1))
        AND bool_or(c.document = 'sensitive' AND c.version = COALESCE(s.privacy_version, 1))
     FROM accounts_consent c LEFT JOIN accounts_sitesettings s ON s.id = 1
     WHERE c.user_id = u.id AND c.withdrawn_at IS NULL) IS TRUE
"""


def missing_documents(user: User, site: SiteSettings) -> list[Document]:
    """Return what this person has not agreed to in the version that holds now.

    Being an adult is said once: it does not change with the words of the terms.
    """
    given = set(user.consents.filter(withdrawn_at=None).values_list("document", "version"))
    is_adult = any(document == Document.ADULT for document, _ in given)
    asked = [document for document in Document if document != Document.ADULT or not is_adult]
    return [document for document in asked if document == Document.ADULT or not _holds(document, site, given)]


def _holds(document: Document, site: SiteSettings, given: set[tuple[str, int]]) -> bool:
    return (document.value, site.version_of(document)) in given


@transaction.atomic
def record_consent(user: User, documents: Iterable[Document], site: SiteSettings) -> None:
    """Keep that this person agreed to the present version of each document, now.

    A yes that was withdrawn and is given anew counts from now.
    """
    for document in documents:
        Consent.objects.update_or_create(
            user=user,
            document=document,
            version=site.version_of(document),
            defaults={"given_at": timezone.now(), "withdrawn_at": None},
        )


@transaction.atomic
def withdraw_consent(user: User) -> None:
    """The person agrees to nothing any more: every page leads to agreeing again or to being gone, and sockets close."""
    user.consents.exclude(document=Document.ADULT).filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    tell_user(user.pk, "session.ended")


def forget_consent(user: User) -> None:
    """Take every yes back out, because somebody else may have given it: the person is asked at their first page."""
    user.consents.all().delete()

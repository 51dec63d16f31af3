"""What several pages of help need."""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from apps.accounts.models import SiteSettings, User
from apps.care.rules.countries import country_of_languages, first_country
from apps.care.services.helplines import country_of


def country_here(request: HttpRequest, asked: str = "") -> str:
    """Return the country that was asked for, else the person's, else that of the browser's language, else the site's."""
    tags = [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    language = country_of_languages(tags)
    if isinstance(request.user, User):
        return first_country(asked, country_of(request.user, language))
    return first_country(asked, language, SiteSettings.load().default_country)

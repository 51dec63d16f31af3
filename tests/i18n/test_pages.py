"""A person who reads Spanish meets no English: in no notice, in no mail, in no answer for a program.

The pages that links lead to are read by `tests/security/test_pages.py`, which goes to all of them.
"""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from apps.accounts.models import SiteSettings, User
from apps.groups.models import Group, Topic
from apps.messaging.services.rooms import chat_room
from apps.notifications.services.mails import MailKind
from apps.notifications.services.rhythms import EXAMPLE
from devkit.children import ROOT
from tests.core.test_mails import SUBJECTS, bodies_of
from tests.i18n.sentences import english_in, english_of, said_by
from tests.i18n.test_catalogues import TELLING

pytestmark = pytest.mark.django_db

ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html", "503.html"]
KINDS = sorted(file.name for file in (ROOT / "templates" / "notifications" / "kinds").glob("*.html"))
DETAILS = {"alias": "Clover", "group": "El primer año", "meeting": "Una noche", "when": "mañana 20:00", "link": "/",
           "rule": "Hablar de una misma.", "reason": "Por esto.", "group_id": "1" * 12,
           "appeal": "1" * 12}  # fmt: skip


@pytest.fixture
def spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


def client_of(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})
    if user:
        client.force_login(user)
    return client


def test_a_form_that_is_refused_says_why_in_spanish(bob: User, spanish_group: Group) -> None:
    client = client_of(User.objects.get(pk=bob.pk))
    for path, words in ((f"/groups/{spanish_group.public_id}/me/", {"alias": "Clover"}), ("/me/language/", {})):
        answer = client.post(path, words)
        assert "field__error" in answer.content.decode(), path
        assert english_of(answer.content.decode()) == []


def test_a_program_is_told_in_spanish(bob: User, spanish_group: Group) -> None:
    room = chat_room(spanish_group)
    client = client_of(User.objects.get(pk=bob.pk))
    answer = client.post(
        f"/rooms/{room.public_id}/messages/",
        {"client_id": "a", "body": "x" * 4001},
        headers={"Accept": "application/json"},
    )

    assert answer.json()["detail"] == (
        "Es más largo de lo que cabe en un mensaje; letras de más: 1. Acórtalo o envíalo en dos, por favor."
    )


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_a_page_for_what_broke_is_spanish(name: str, spanish: None) -> None:
    request = None if name in {"500.html", "503.html"} else client_of(None).get("/help/").wsgi_request
    with translation.override("es"):
        page = render_to_string(name, request=request) if request else get_template(name).render({})

    assert english_of(page) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_notice_is_spanish(name: str, spanish: None) -> None:
    moment = timezone.now().isoformat()
    details = DETAILS | {"until": moment, "posted_at": moment}
    notice = SimpleNamespace(public_id="1" * 12, created_at=timezone.now())
    words = said_by(render_to_string(f"notifications/kinds/{name}", {"notice": notice, "details": details}))

    assert words
    assert english_in(words) == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_mail_about_the_account_is_spanish_and_says_nothing_of_the_place(subject: str, spanish: None) -> None:
    assert render_to_string(subject, {}).strip() in {"Tu código", "Tu cuenta"}
    for body in bodies_of(subject):
        assert english_in(said_by(body)) == []
        assert not TELLING["es"].search(said_by(body).replace("site.example", ""))


@pytest.mark.parametrize("kind", MailKind)
def test_a_mail_about_something_is_spanish_and_says_nothing_of_the_place(kind: MailKind, spanish: None) -> None:
    context = {"site_url": "https://site.example", "counts": EXAMPLE}
    parts = {part: render_to_string(f"notifications/email/{kind}.{part}", context)
             for part in ("subject.txt", "txt", "html")}  # fmt: skip

    subjects = {"Tienes un recordatorio", "Hay algo para ti", "Lo nuevo para ti", "Tu cuenta"}
    assert parts["subject.txt"].strip() in subjects
    for part in parts.values():
        assert english_in(said_by(part)) == []
        assert not TELLING["es"].search(said_by(part))


def test_a_visitor_reads_the_language_that_the_browser_asks_for() -> None:
    spanish, german = client_of(None).get("/help/"), Client(headers={"Accept-Language": "de"}).get("/help/")

    assert '<html lang="es"' in spanish.content.decode()
    assert spanish.headers["Content-Language"] == "es"
    assert '<html lang="en"' in german.content.decode()


def test_what_a_person_chose_wins_over_the_browser(nia: User) -> None:
    nia.language = "es"
    nia.save()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(nia)

    assert '<html lang="es"' in client.get("/me/").content.decode()


def test_languages_stand_under_their_own_names(nia: User) -> None:
    page = client_of(nia).get("/me/").content.decode()

    assert "Español" in page
    assert "English" in page
    assert "Spanish" not in page


@pytest.mark.parametrize("path", ["/", "/welcome/", "/groups/"])
def test_topics_stand_under_spanish_names(path: str, nia: User, spanish: None) -> None:
    User.objects.update(language="es")
    words = said_by(client_of(None if path == "/" else User.objects.get(pk=nia.pk)).get(path).content.decode())

    names = {topic.name: gettext(topic.name) for topic in Topic.objects.all()[:6]}
    assert {name: word in words for name, word in names.items()} == dict.fromkeys(names, True)
    assert [name for name, word in names.items() if name != word and name in words] == []


@pytest.mark.parametrize(("path", "words"), [("/terms/", "Lo que se dice aquí"), ("/privacy/", "Quién puede leerlo")])
def test_the_texts_to_start_from_are_spanish_until_the_site_writes_its_own(path: str, words: str) -> None:
    client = client_of(None)
    assert words in client.get(path).content.decode()

    site = SiteSettings.objects.get()
    SiteSettings.objects.update(
        terms=site.terms.replace("\n", "\r\n").strip(), privacy=site.privacy.replace("\n", "\r\n").strip()
    )
    assert words in client.get(path).content.decode()

    SiteSettings.objects.update(terms="## Our own words", privacy="## Our own words")
    page = client.get(path).content.decode()
    assert "Our own words" in page
    assert words not in page

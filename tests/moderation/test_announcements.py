"""What the site says to everybody: who is shown it, where, and until when."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.moderation.forms_announcements import AnnouncementForm
from apps.moderation.models import Announcement, AuditEntry, PutAway
from apps.moderation.services.announcements import announcements_for, put_away, take_down
from apps.notifications.models import Notice
from tests.accounts.second_factor import sign_in_as_staff

pytestmark = pytest.mark.django_db

ADDRESS = "/moderation/announcements/"
TITLE = "The site rests on Sunday"


def make_announcement(first: int = 0, last: int = 1, **fields: object) -> Announcement:
    """Return one that is shown from and to days counted from today."""
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
    return Announcement.objects.create(**({"title": TITLE, "words": "From nine to ten."} | days | fields))


def form_of(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    filled = {"title": TITLE, "words": "From nine to ten. <b>Sorry.</b>", "language": "", "starts_on": today}
    return filled | {"ends_on": today + timedelta(days=2), "client_id": uuid4()} | changes


def test_it_is_previewed_said_once_shown_put_away_and_taken_down(client: Client, sam: User, nia: User) -> None:
    sign_in_as_staff(client, sam)
    sent = form_of()
    page = client.post(ADDRESS, sent | {"act": "preview"}).content.decode()
    assert "From nine to ten. &lt;b&gt;Sorry." in page
    assert not Announcement.objects.exists()
    for _ in range(2):
        assert client.post(ADDRESS, sent | {"act": "announce"}).status_code == 302
    said = Announcement.objects.get()
    assert list(AuditEntry.objects.filter(action=said.public_id).values_list("code", "staff_id")) == [
        ("announcement.written", sam.pk)
    ]
    assert (mail.outbox, Notice.objects.count()) == ([], 0)

    reader = Client()
    assert TITLE not in reader.get("/").content.decode()
    reader.force_login(nia)
    for address in ("/", "/groups/?area=body"):
        assert TITLE in reader.get(address).content.decode()
    away = f"/announcements/{said.public_id}/putting-away/"
    assert reader.post(away, {"next": "/groups/?area=body"})["Location"] == "/groups/?area=body"
    assert reader.post(away, {"next": "//elsewhere.example/"})["Location"] == "/"
    assert PutAway.objects.count() == 1
    assert TITLE not in reader.get("/groups/").content.decode()
    assert TITLE in client.get("/").content.decode()

    for _ in range(2):
        client.post(f"{ADDRESS}{said.public_id}/ending/")
    assert announcements_for(sam) == []
    assert AuditEntry.objects.filter(action=said.public_id, code="announcement.ended").count() == 1
    for act in (take_down, put_away):
        with pytest.raises(NotFound):
            act(sam, "z" * 12)


def test_it_is_said_otherwise_and_shown_again_to_whoever_closed_it_only_if_that_is_wanted(
    client: Client, sam: User, nia: User
) -> None:
    said = make_announcement()
    put_away(nia, said.public_id)
    sign_in_as_staff(client, sam)
    assert "From nine to ten." in client.get(ADDRESS, {"change": said.public_id}).content.decode()
    change = form_of(change=said.public_id, words="From ten to eleven.", act="announce")
    for _ in range(2):
        assert client.post(ADDRESS, change).status_code == 302
    assert AuditEntry.objects.filter(action=said.public_id, code="announcement.changed").count() == 1
    assert announcements_for(nia) == []
    client.post(ADDRESS, change | {"is_for_all_again": "on"})
    assert [one.words for one in announcements_for(nia)] == ["From ten to eleven."]
    take_down(sam, said.public_id)
    assert client.get(ADDRESS, {"change": said.public_id}).status_code == 404
    assert client.post(ADDRESS, change).status_code == 404


def test_it_is_shown_on_its_days_in_its_language_and_to_visitors_if_chosen(nia: User) -> None:
    make_announcement(-3, -1)
    make_announcement(2, 3)
    make_announcement(ended_at=timezone.now())
    make_announcement(language="es")
    general, english = make_announcement(0, 1, is_on_landing=True), make_announcement(-1, 1, language="en")
    assert announcements_for(nia) == [english, general]
    assert announcements_for(AnonymousUser()) == [general]
    with translation.override("es"):
        assert [one.language for one in announcements_for(nia)] == ["", "es"]
    put_away(nia, english.public_id)
    assert announcements_for(nia) == [general]


def test_days_are_those_of_the_reader(nia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: noon)
    said = make_announcement(starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24))
    for zone, shown in {"Pacific/Kiritimati": [said], "Europe/London": [], "Pacific/Honolulu": []}.items():
        with timezone.override(zone):
            assert announcements_for(nia) == shown, zone


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"words": "a\ud800"}, "words"),
        ({"language": "xx"}, "language"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"starts_on": timezone.localdate() + timedelta(days=9)}, "ends_on"),
        ({"ends_on": timezone.localdate() + timedelta(days=120)}, "ends_on"),
    ],
)
def test_what_cannot_be_said_is_refused_beside_the_field(changes: dict[str, object], field: str) -> None:
    assert list(AnnouncementForm(form_of(**changes)).errors) == [field]


def test_nobody_else_writes_or_ends_one(client: Client, mo: User) -> None:
    said = make_announcement()
    client.force_login(mo)
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, form_of(act="announce")).status_code == 404
    assert client.post(f"{ADDRESS}{said.public_id}/ending/").status_code == 404
    assert Client().post(f"/announcements/{said.public_id}/putting-away/").status_code == 404

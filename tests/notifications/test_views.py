"""The page of what I was told."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import SiteSettings, User
from apps.notifications.models import Notice
from apps.notifications.services.letters import MUTE, letters_address
from apps.notifications.services.sending import notify

PAGE = reverse("notifications:notices")


@pytest.fixture
def nias(client: Client, nia: User) -> Client:
    client.force_login(nia)
    return client


def test_stranger_is_led_to_sign_in(client: Client, db: None) -> None:
    assert client.get(PAGE).status_code == 302


def test_notice_shows_and_counts_as_read_afterwards(nias: Client, nia: User) -> None:
    notify(nia.pk, kind="something", details={"title": "A word for you"})
    first = nias.get(PAGE)
    assert "A word for you" in first.content.decode()
    assert ">New<" in first.content.decode()
    assert ">New<" not in nias.get(PAGE).content.decode()
    assert Notice.objects.get().read_at is not None


def test_nobody_sees_the_notice_of_another(nias: Client, eve: User) -> None:
    notice = notify(eve.pk, kind="something", details={"title": "For eve alone"})
    assert "For eve alone" not in nias.get(PAGE, {"before": notice.public_id}).content.decode()


def test_details_are_words_and_never_markup(nias: Client, nia: User) -> None:
    notify(
        nia.pk,
        kind="something",
        details={"title": "<script>x</script>", "text": "<b>y</b>"},
    )
    page = nias.get(PAGE).content.decode()
    assert "<script>x" not in page
    assert "<b>y" not in page


def test_earlier_notices_are_one_step_away(nias: Client, nia: User) -> None:
    for number in range(35):
        notify(nia.pk, kind="something", details={"title": f"Notice {number:02}"})
    page = nias.get(PAGE)
    assert "Notice 34" in page.content.decode()
    assert "Notice 04" not in page.content.decode()
    earlier = nias.get(PAGE + "?before=" + page.context["notices"][-1]["notice"].public_id)
    assert "Notice 04" in earlier.content.decode()
    assert "That is all" in earlier.content.decode()


def test_letters_about_one_thing_are_found_among_many(nias: Client, nia: User) -> None:
    notify(nia.pk, kind="member_muted", scope="abcdefghijkm", details={"alias": "Reed", "words": "Words of the mute"})
    for number in range(35):
        notify(nia.pk, kind="something", scope="abcdefghijkm", details={"title": f"Notice {number:02}"})
    page = nias.get(letters_address("abcdefghijkm", MUTE)).content.decode()
    assert "Words of the mute" in page
    assert "Notice 34" not in page
    assert "Everything you were told" in page
    assert "Words of the mute" not in nias.get(letters_address("another", MUTE)).content.decode()


def test_letter_promises_no_more_than_there_is(nias: Client, nia: User) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "people@example.org"})
    notify(nia.pk, kind="member_muted", details={"alias": "Reed", "words": "Words"})
    page = nias.get(PAGE).content.decode()
    assert "mailto:people@example.org" in page
    assert "six months" not in page


@pytest.mark.parametrize("before", ["\0", "x" * 5000, "🙂", "'; --"])
def test_any_address_is_answered(nias: Client, before: str) -> None:
    assert nias.get(PAGE, {"before": before}).status_code == 200


def test_page_changes_nothing_by_other_methods(nias: Client) -> None:
    assert nias.post(PAGE).status_code == 405


def test_only_the_contact_that_the_site_names_is_shown(nias: Client, nia: User) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "people@example.org"})
    notify(nia.pk, kind="something")
    assert nia.email not in nias.get(PAGE).content.decode()

"""The site as an app: its manifests, their pictures, and which of them a page names."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from apps.accounts.models import SiteSettings, User
from apps.home.app_icons import DRAWINGS, PAPER, AppIcon, icons_of

pytestmark = pytest.mark.django_db

NAMED, PLAIN = "/app.webmanifest", "/page.webmanifest"
ICONS = [icon for drawing in DRAWINGS for icon in icons_of(drawing)]
STATIC = Path(settings.BASE_DIR) / "static"


@pytest.fixture(autouse=True)
def site() -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Canary Circle"})


def manifest(client: Client, address: str, **headers: str) -> dict[str, Any]:
    answer = client.get(address, headers=headers)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    told: dict[str, Any] = answer.json()
    return told


def test_the_app_is_called_like_the_site_and_opens_it_alone(client: Client) -> None:
    told = manifest(client, NAMED)
    assert (told["name"], told["start_url"], told["scope"], told["display"]) == (
        "Canary Circle",
        "/",
        "/",
        "standalone",
    )


def test_an_app_that_says_nothing_opens_at_the_sign_in(client: Client, bob: User) -> None:
    told = manifest(client, PLAIN)
    assert (told["name"], told["start_url"]) == ("Page", "/accounts/login/")
    assert not re.search(r"canary|beside|group|support|mark", str(told), re.IGNORECASE)
    client.force_login(bob)
    assert client.get(told["start_url"]).headers["Location"] == "/"


def test_one_is_no_new_look_of_the_other(client: Client) -> None:
    named, plain = manifest(client, NAMED), manifest(client, PLAIN)
    assert named["id"] != plain["id"]
    assert not {icon["src"] for icon in named["icons"]} & {icon["src"] for icon in plain["icons"]}


@pytest.mark.parametrize("address", [NAMED, PLAIN])
def test_a_manifest_tells_everybody_the_same_even_before_they_agreed_to_anything(
    address: str, client: Client, bob: User
) -> None:
    asked_by_nobody = manifest(client, address)
    User.objects.filter(pk=bob.pk).update(is_discreet=True)
    SiteSettings.objects.update(terms_version=99)
    client.force_login(bob)
    assert client.get("/me/").status_code == 302
    assert manifest(client, address) == asked_by_nobody


def test_an_app_that_says_nothing_says_it_in_the_phones_language(client: Client) -> None:
    told = manifest(client, PLAIN, **{"Accept-Language": "es"})
    assert told["lang"] == "es"
    assert told["name"] in {"Página", "Page"}, "whether or not catalogues are compiled"


@pytest.mark.parametrize("address", [NAMED, PLAIN])
def test_every_picture_that_a_manifest_names_is_there(address: str, client: Client) -> None:
    named = manifest(client, address)["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in named} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in named:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.file)
def test_a_picture_is_as_large_as_told_and_a_maskable_one_may_be_cut(icon: AppIcon) -> None:
    paper = tuple(bytes.fromhex(PAPER[1:]))
    with Image.open(STATIC / icon.file) as picture:
        assert (picture.format, picture.size) == ("PNG", (icon.size, icon.size))
        drawn = picture.convert("RGBA")
    corner, radius = drawn.getpixel((0, 0)), 0.4 * icon.size
    if not icon.is_maskable:
        assert corner == (0, 0, 0, 0)
        return
    assert corner == (*paper, 255)
    outside = (
        (x, y)
        for x in range(0, icon.size, 4)
        for y in range(0, icon.size, 4)
        if (x - icon.size / 2) ** 2 + (y - icon.size / 2) ** 2 > radius**2
    )
    assert {drawn.getpixel(place) for place in outside} == {corner}, "nothing drawn lies where a mask may cut"


def test_the_colours_round_a_page_are_those_of_its_paper(client: Client) -> None:
    day, *nights = re.findall(r"--color-paper: (#\w+);", (STATIC / "css" / "tokens.css").read_text())
    told = re.findall(
        r'<meta name="theme-color" content="(#\w+)" media="\(prefers-color-scheme: (\w+)\)">',
        client.get("/help/").content.decode(),
    )
    assert {scheme: colour for colour, scheme in told} == {"light": day, "dark": nights[0]}
    assert day == PAPER == manifest(client, PLAIN)["theme_color"]


@pytest.mark.parametrize(("is_discreet", "look"), [(False, ("Me", "mark", NAMED)), (True, ("Page", "page", PLAIN))])
def test_a_page_names_the_app_that_fits_the_person(
    is_discreet: bool, look: tuple[str, str, str], client: Client, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_discreet=is_discreet)
    client.force_login(bob)
    assert look_of(client.get("/me/").content.decode()) == look


def test_a_kept_page_says_nothing_because_nobody_knows_who_will_look(client: Client) -> None:
    assert look_of(client.get("/help/?kept").content.decode()) == ("Page", "page", "")


def look_of(page: str) -> tuple[str, str, str]:
    """Return what a tab and an app would show: a title, the name of the drawing, the address of the manifest."""
    title, icon, named = (
        re.search(pattern, page)
        for pattern in (
            r"<title>(.*?)</title>",
            r'rel="icon" href="/static/(\w+)[.\w]*\.svg"',
            r'rel="manifest" href="(.*?)"',
        )
    )
    assert title
    assert icon
    return title[1], icon[1], named[1] if named else ""

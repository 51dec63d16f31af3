"""Figures of the whole site: what is in them, what is not, and who reads them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from apps.accounts.models import SiteSettings, User
from apps.groups.models import Group
from apps.moderation.models import AuditEntry, Case, CaseStep, Report
from apps.moderation.rules.figures import median_wait, share, shown
from apps.moderation.services.site_figures import Speed, site_figures
from tests.accounts.second_factor import sign_in_as_staff

NOW = datetime(2026, 12, 5, 9, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
hour = timedelta(hours=1)


@pytest.mark.parametrize(("count", "said"), [(0, 0), (1, None), (4, None), (5, 5), (120, 120)])
def test_a_number_that_could_be_somebody_is_not_shown(count: int, said: int | None) -> None:
    assert shown(count) == said


@pytest.mark.parametrize(
    ("waits", "median"),
    [
        ([], None),
        ([hour], hour),
        ([hour, None], hour),
        ([None, hour, None], None),
        ([3 * hour, hour, 2 * hour], 2 * hour),
        ([4 * hour, hour, 3 * hour, 2 * hour], 2 * hour),
    ],
)
def test_within_the_median_half_had_their_answer(waits: list[timedelta | None], median: timedelta | None) -> None:
    assert median_wait(waits) == median


def test_a_share_is_whole_only_when_all_are_in_it() -> None:
    assert [share(0, 7), share(199, 200), share(200, 200)] == [0, 99, 100]


def come_in(group: Group, at: datetime, *, waits: timedelta | None, **fields: object) -> Case:
    """Return a case with one report, first looked at after a while."""
    case = Case.objects.create(group=group, subject="member", category="private", opened_at=at, due_at=at + 24 * hour)
    kept = {"subject": "member", "category": "private"} | fields
    Report.objects.create(group=group, case=case, created_at=at, **kept)
    if waits is not None:
        CaseStep.objects.create(case=case, kind=CaseStep.Kind.CLAIMED, at=at + waits)
    return case


def note(code: str, at: datetime, times: int) -> None:
    place = AuditEntry.objects.count()
    for number in range(times):
        AuditEntry.objects.create(
            code=code, created_at=at, group="g", actor="m", place=place + number + 1, seal=bytes(32)
        )


@pytest.fixture
def year(group: Group) -> None:
    """A site on which five things came in in November, some in October, and something else around them."""
    for waits in (hour, 2 * hour, 3 * hour, 30 * hour, None):
        come_in(group, NOVEMBER + hour, waits=waits)
    for fields in ({"subject": "held"}, {"subject": "flagged"}, {"subject": "meeting", "snapshot": {"meeting": "m"}}):
        come_in(group, NOVEMBER, waits=hour, **fields)
    Case.objects.filter(steps__at=NOVEMBER + 2 * hour).update(
        state="done", outcome="acted", closed_at=NOVEMBER + 9 * hour
    )
    come_in(group, NOVEMBER - hour, waits=hour)
    come_in(group, NOVEMBER + timedelta(days=30), waits=hour)
    note("member.warn", NOVEMBER, 6)
    note("message.hide", NOVEMBER + hour, 4)
    note("appeal.made", NOVEMBER, 9)
    note("appeal.upheld", NOVEMBER, 5)
    note("case.read", NOVEMBER, 9)
    note("member.mute", NOVEMBER - timedelta(days=31), 5)
    note("member.mute", NOVEMBER - timedelta(days=350), 5)
    note("member.mute", NOW, 5)


@pytest.mark.django_db
def test_whole_months_are_counted_and_what_rules_noticed_is_no_report(year: None) -> None:
    november, october = site_figures(NOW)
    assert (november.begins, november.reports) == (date(2026, 11, 1), 5)
    assert november.speed == Speed("3\xa0hours", 60)
    assert [(figure.what, figure.count) for figure in november.figures] == [
        ("Something was done", None),
        ("Asked for a second look: looked at again, and it stays", 5),
        ("warned", 6),
        ("message hidden", None),
    ]
    assert (october.begins, october.reports, october.speed) == (date(2026, 10, 1), None, None)
    assert [(figure.what, figure.count) for figure in october.figures] == [("muted", 5)]


@pytest.mark.django_db
def test_everybody_reads_what_staff_read_once_they_chose_so(
    client: Client, sam: User, mo: User, year: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.delete("figures-en")
    visitor = Client()
    assert visitor.get("/transparency/").status_code == 404
    sign_in_as_staff(client, sam)
    facts = ["5 reports came in.", "within 3\xa0hours, and 60 of 100", "fewer than 5", "Fewer than 5 reports came in"]
    before = client.get("/moderation/figures/").content.decode()
    for act in ("publish", "publish", "withdraw", "publish"):
        client.post("/moderation/figures/", {"act": act})
    public = visitor.get("/transparency/").content.decode()
    for page in (before, public):
        assert all(fact in page for fact in facts)
    assert '<th scope="row">Warned</th><td>6</td>' in public
    assert 'href="/transparency/"' in visitor.get("/terms/").content.decode()
    assert list(AuditEntry.objects.filter(staff_id=sam.pk).order_by("place").values_list("code", flat=True)) == [
        "figures.published", "figures.withdrawn", "figures.published",
    ]  # fmt: skip
    cache.delete("figures-en")
    client.post("/moderation/figures/", {"act": "withdraw"})
    assert visitor.get("/transparency/").status_code == 404
    assert client.post("/moderation/figures/", {"act": "other"}).status_code == 404
    client.force_login(mo)
    assert client.post("/moderation/figures/", {"act": "publish"}).status_code == 404
    assert not SiteSettings.load().publishes_figures

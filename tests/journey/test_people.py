"""People outside Beside and boundaries: kept for oneself, with a gentle word now and then and never a reproach."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.journey.errors import AsManyAsFit, NotYet
from apps.journey.models import Boundary, CloseOne
from apps.journey.rules.reaching_out import next_reminder
from apps.journey.services import close_ones, own_words
from apps.journey.services.close_ones import AboutThem, add_close_one, change_close_one, was_in_touch
from apps.journey.services.reaching_out import NOTICE, remind_of_reaching_out, still_to_reach
from apps.journey.tasks import remind_of_reaching_out as job
from apps.notifications.models import Notice, QuietHours
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import keep_quiet_hours
from apps.notifications.services.mailing import mail_due_notices
from tests.accounts.factories import make_user
from tests.journey.keeping import TODAY

NOW = datetime(2026, 12, 7, 12, tzinfo=UTC)
WEEKLY = AboutThem("Ines", last_on=date(2026, 11, 23), rhythm="7")


@pytest.mark.parametrize(
    ("last", "days", "zone", "expected"),
    [
        (date(2026, 11, 23), 7, "Europe/London", datetime(2026, 11, 30, 10, tzinfo=UTC)),
        (date(2026, 3, 26), 7, "Europe/London", datetime(2026, 4, 2, 9, tzinfo=UTC)),
        (date(2026, 11, 23), 7, "Pacific/Kiritimati", datetime(2026, 11, 29, 20, tzinfo=UTC)),
        # Long ago: not this moment, and not in the past.
        (date(2019, 1, 1), 30, "UTC", datetime(2026, 11, 24, 10, tzinfo=UTC)),
    ],
)
def test_the_word_comes_in_the_morning_of_ones_own_wall(last: date, days: int, zone: str, expected: datetime) -> None:
    today = min(TODAY, last) if last.year == 2026 else TODAY
    assert next_reminder(last, days, today, ZoneInfo(zone)) == expected


@pytest.mark.django_db
def test_my_people_are_added_changed_touched_and_taken_away(client: Client, nia: User) -> None:
    client.force_login(nia)
    told = {"name": "Ines", "who": "My sister", "reach": "After eight", "note": "She sings", "rhythm": "7"}
    assert client.post("/journey/close/", told).headers["Location"] == "/journey/close/"
    one = CloseOne.objects.get()
    page = client.get("/journey/close/").content.decode()
    for words in (*list(told.values())[:4], "In touch today", "Do you have ten minutes for me?"):
        assert words in page
    where = reverse("journey:close_one", args=[one.public_id])
    assert 'value="My sister"' in client.get(where).content.decode()
    assert client.post(where, told | {"name": "Ines B.", "rhythm": "0"}).status_code == 302
    touched = client.post(reverse("journey:in_touch", args=[one.public_id]), follow=True).content.decode()
    assert "In touch today." in touched
    assert "Ines B." in touched
    one.refresh_from_db()
    assert one.remind_at is None
    with timezone.override(nia.time_zone or "UTC"):
        tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    late = client.post(where, told | {"last_on": tomorrow})
    assert (late.status_code, "has not come yet" in late.content.decode()) == (422, True)
    assert 'value="Ines"' in late.content.decode(), "what was typed stays"
    client.post(reverse("journey:close_one_remove", args=[one.public_id]))
    assert not CloseOne.objects.exists()


@pytest.mark.django_db
def test_own_words_stand_before_ours_and_boundaries_have_a_sentence_to_copy(client: Client, nia: User) -> None:
    client.force_login(nia)
    client.post("/journey/close/starters/", {"words": "Ahoy\n\nIt is me"})
    page = client.get("/journey/close/").content.decode()
    assert page.index("Ahoy") < page.index("It is me") < page.index("I was thinking of you")
    assert "Ahoy\nIt is me" in client.get("/journey/close/starters/").content.decode()
    assert client.post("/journey/close/starters/", {"words": "x" * 301}).status_code == 422
    client.post("/journey/close/starters/", {"words": ""})
    assert own_words.starters_of(nia) == []

    said = {"kind": "unwilling", "about": "The trial", "words": "Not today, thank you."}
    assert client.post("/journey/boundaries/", said).headers["Location"] == "/journey/boundaries/"
    where = reverse("journey:boundary", args=[Boundary.objects.get().public_id])
    client.post(where, said | {"kind": "willing"})
    page = client.get("/journey/boundaries/").content.decode()
    for words in ("I am willing to talk about", "The trial", "Not today, thank you.", "listen, without advice"):
        assert words in page
    assert client.post("/journey/boundaries/", {"kind": "never"}).status_code == 422
    client.post(reverse("journey:boundary_remove", args=[Boundary.objects.get().public_id]))
    assert not Boundary.objects.exists()


@pytest.mark.django_db
def test_quiet_hours_stand_beside_boundaries_as_they_are_now(client: Client, nia: User) -> None:
    User.objects.filter(pk=nia.pk).update(time_zone="Europe/London")
    client.force_login(nia)
    settings = f"{reverse('notifications:settings')}#quiet"

    def shown() -> str:
        page = client.get("/journey/boundaries/").content.decode()
        assert f'href="{settings}"' in page
        return page[page.index('id="quiet"') :]

    assert 'id="quiet"' in client.get(settings).content.decode()
    assert "You have none." in shown()
    keep_quiet_hours(nia, is_on=True, starts_at=time(21, 30), ends_at=time(6), holds_reminders=True)
    assert "From 21:30 to 06:00, each day by your clock" in shown()
    assert "reminders of meetings" not in shown()
    keep_quiet_hours(nia, is_on=True, starts_at=time(21, 30), ends_at=time(6), holds_reminders=False)
    assert "Only reminders of meetings come all the same" in shown()
    keep_quiet_hours(nia, is_on=False, starts_at=time(21, 30), ends_at=time(6), holds_reminders=False)
    assert "You have none." in shown()


@pytest.mark.django_db
def test_there_is_room_for_many(nia: User, monkeypatch: Any) -> None:
    with pytest.raises(NotYet):
        add_close_one(nia, AboutThem("Soon", last_on=TODAY + timedelta(days=1)), today=TODAY)
    monkeypatch.setattr(close_ones, "MOST_CLOSE_ONES", 0)
    monkeypatch.setattr(own_words, "MOST_BOUNDARIES", 0)
    with pytest.raises(AsManyAsFit):
        add_close_one(nia, AboutThem("One too many"), today=TODAY)
    with pytest.raises(AsManyAsFit):
        own_words.keep_boundary(nia, own_words.Line("willing", "One too many"))


# ---------------------------------------------------------------- a word to reach out


@pytest.mark.django_db
def test_one_word_for_all_who_are_due_names_nobody_and_passes_without_another(client: Client, nia: User) -> None:
    for name in ("Ines", "Otto"):
        add_close_one(nia, AboutThem(name, last_on=TODAY, rhythm="7"), today=TODAY)
    assert remind_of_reaching_out(now=NOW - timedelta(days=8)) == 0, "not before its day"
    assert [remind_of_reaching_out(now=NOW) for _each in range(3)] == [1, 0, 0]
    notice = Notice.objects.get()
    assert (notice.kind, notice.details, notice.wants_mail, notice.push_at) == (NOTICE, {}, False, None)
    client.force_login(nia)
    page = client.get("/me/notices/").content.decode()
    assert "Letting it pass is fine" in page
    assert "Ines" not in page
    assert "You wanted a word about now" in client.get("/journey/close/").content.decode()
    first = CloseOne.objects.first()
    assert first is not None
    assert first.remind_at is not None
    assert first.remind_at - NOW > timedelta(days=6), "whoever lets it pass hears of it a whole rhythm later"


@pytest.mark.django_db
def test_quiet_hours_hold_it_back_and_mail_goes_to_whoever_chose_it_alone(mailoutbox: Any, nia: User) -> None:
    quiet = QuietHours.objects.create(user=nia, is_on=True, starts_at=time(11), ends_at=time(14))
    one = add_close_one(nia, AboutThem("Ines", last_on=TODAY, rhythm="7", goes_outside=True), today=TODAY)
    other = make_user("other", time_zone="Europe/London")
    add_close_one(other, WEEKLY, today=TODAY)
    User.objects.filter(pk=nia.pk).update(time_zone="Europe/London")
    assert remind_of_reaching_out(now=NOW) == 1
    assert Notice.objects.get().user == other
    quiet.delete()
    assert remind_of_reaching_out(now=NOW) == 1
    notice = Notice.objects.get(user=nia)
    assert still_to_reach([notice], Way.MAIL) == [notice]
    # The clock of mails is the machine's: what waits is sent by its own job, here at once.
    Notice.objects.update(mail_after=timezone.now() - timedelta(minutes=1))
    Notice.objects.filter(user=other).update(wants_mail=True)
    mail_due_notices()
    assert [sent.to for sent in mailoutbox] == [[nia.email]]
    assert "Ines" not in mailoutbox[0].message().as_string()
    was_in_touch(nia, one.public_id, today=TODAY)
    assert still_to_reach([notice], Way.PAGE) == []


@pytest.mark.django_db
def test_in_touch_begins_the_rhythm_anew_and_a_note_does_not(nia: User) -> None:
    one = add_close_one(nia, WEEKLY, today=TODAY)
    due = one.remind_at
    change_close_one(nia, one.public_id, AboutThem("Ines", note="x", last_on=TODAY, rhythm="7"), today=NOW.date())
    one.refresh_from_db()
    assert one.remind_at == due
    was_in_touch(nia, one.public_id, today=NOW.date())
    one.refresh_from_db()
    assert one.remind_at is not None
    assert one.remind_at.date() == date(2026, 12, 14)
    change_close_one(nia, one.public_id, AboutThem("Ines"), today=NOW.date())
    job()
    assert not CloseOne.objects.filter(remind_at__isnull=False).exists()
    assert not Notice.objects.exists()

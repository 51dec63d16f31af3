"""Isolation, noticed with the member: nothing without a yes, and nobody is told but by a rule that both agreed to."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.accounts.services.packing import pack
from apps.core.errors import NotFound
from apps.groups.models import EndKind, Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.groups.services.keeping_apart import keep_apart
from apps.groups.services.memberships import end_membership
from apps.journey import tasks
from apps.journey.errors import AskedOften
from apps.journey.models import LonelinessAnswer, Noticing, TellingRule
from apps.journey.rules.isolation import When, holds_by_answers
from apps.journey.services.answering import answer
from apps.journey.services.check_ins import Felt, check_in
from apps.journey.services.noticing import Wish, ask_questions, begin_noticing, end_noticing, still_asked
from apps.journey.services.rule_ends import ASKED, CHANGED, TOLD, end_rule_of
from apps.journey.services.rule_sending import still_to_tell, tell_by_rules
from apps.journey.services.telling_rules import agree, decline, find_told, told_of, write_rule
from apps.messaging.models import ChatPreference
from apps.notifications.models import Notice, QuietHours
from apps.notifications.rules.kinds import Chosen, Way, Ways
from apps.notifications.services.choices import keep_choices
from apps.notifications.services.mailing import mail_due_notices
from tests.groups.factories import membership_of

pytestmark = pytest.mark.django_db

OFTEN, SELDOM = [3, 3, 1], [1, 2, 1]
DAY = timedelta(days=1)
SENTENCE = "Bramble asked you beforehand to hear when a hello would do them good. This is such a day."


def rule_between(
    writer: User, told: User, group: Group, condition: str = "often", *, agreed: bool = True
) -> TellingRule:
    """Return a rule of the writer's, who wants the questions."""
    begin_noticing(writer, Wish("2"))
    rule = write_rule(writer, membership_of(told, group).public_id, condition)
    if agreed:
        agree(told, rule.public_id)
    rule.refresh_from_db()
    return rule


def notices(user: User, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(user=user, kind=kind))


# ---------------------------------------------------------------- what one wants for oneself


def test_without_a_yes_nothing_is_asked_kept_or_looked_up(client: Client, group: Group, bob: User, carol: User) -> None:
    client.force_login(bob)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/journey/noticing/").content.decode()
    assert "Yes, ask me" in page
    for words in ("10.1177/0164027504268574", "neither a licence", "It is no diagnosis"):
        assert words in page
    read = " ".join(query["sql"] for query in asked.captured_queries)
    for table in ("messaging_reaction", "meetings_seat", "journey_lonelinessanswer", "journey_checkin"):
        assert table not in read
    questions = {"companionship": 3, "left_out": 3, "isolated": 3}
    assert client.post("/journey/noticing/questions/", questions).headers["Location"] == "/journey/noticing/"
    assert client.get("/journey/noticing/rule/").headers["Location"] == "/journey/noticing/"
    for refused in (
        lambda: answer(bob, OFTEN),
        lambda: write_rule(bob, membership_of(carol, group).public_id, "often"),
    ):
        with pytest.raises(NotFound):
            refused()
    tasks.ask_questions()
    tasks.tell_by_rules()
    assert not any(model.objects.exists() for model in (LonelinessAnswer, Noticing, TellingRule, Notice))


def test_answers_are_a_line_words_and_a_table_and_go_with_the_end_of_it(
    client: Client, group: Group, bob: User
) -> None:
    client.force_login(bob)
    assert client.post("/journey/noticing/", {"weeks": "3"}).status_code == 422
    begun = client.post("/journey/noticing/", {"weeks": "4"})
    assert begun.headers["Location"] == "/journey/noticing/questions/"
    page = client.get(begun.headers["Location"]).content.decode()
    for item in ("lack companionship?", "feel left out?", "isolated from others?", "Hardly ever", "Some of the time"):
        assert item in page
    assert client.post(begun.headers["Location"], {"companionship": 3, "left_out": 4}).status_code == 422
    for said in (1, 2):
        client.post(begun.headers["Location"], {"companionship": said, "left_out": 1, "isolated": 2})
    assert LonelinessAnswer.objects.get().answers == [2, 1, 2], "said again on the same day it is that day's"
    LonelinessAnswer.objects.update(said_at=timezone.now() - 28 * DAY)
    answer(bob, [3, 3, 2])
    page = client.get("/journey/noticing/").content.decode()
    for words in (
        "lonelier than the time before",
        "Often, Often, Some of the time",
        "Sum: 8",
        'class="trend__line"',
    ):
        assert words in page
    assert "This site has not seen you with others" in page
    for way in ("Answer one message quietly", "/journey/close/", group.name, "tel:"):
        assert way in page, "one small step, and people"
    first = LonelinessAnswer.objects.last()
    assert first is not None
    client.post(reverse("journey:answer_remove", args=[first.public_id]))
    assert LonelinessAnswer.objects.get().score == 8
    ask_questions(now=timezone.now() + 60 * DAY)
    client.post("/journey/noticing/", {"act": "end"})
    assert not any(model.objects.exists() for model in (LonelinessAnswer, Noticing, Notice))


def test_the_questions_come_in_the_morning_not_in_quiet_hours_and_a_mail_to_whoever_chose_it(
    mailoutbox: Any, nia: User
) -> None:
    User.objects.filter(pk=nia.pk).update(time_zone="Europe/London")
    nia.refresh_from_db()
    begin_noticing(nia, Wish("2"), now=datetime(2026, 10, 20, 12, tzinfo=UTC))
    due = datetime(2026, 11, 3, 10, tzinfo=UTC)
    assert Noticing.objects.get().asks_at == due, "ten on her wall, although the clocks changed in between"
    quiet = QuietHours.objects.create(user=nia, is_on=True, starts_at=time(9), ends_at=time(11))
    assert ask_questions(now=due - timedelta(minutes=1)) == ask_questions(now=due) == 0
    assert [ask_questions(now=due + timedelta(hours=1)) for _again in range(2)] == [1, 0]
    quiet.delete()
    assert ask_questions(now=due + 15 * DAY) == 1
    kept, [notice] = Noticing.objects.get(), notices(nia, "three_questions")
    assert kept.asked_at == due + timedelta(hours=1), "since when they wait stays as it is"
    assert (notice.details, notice.wants_mail) == ({}, False)
    assert still_asked([notice], Way.PAGE) == [notice]
    assert still_asked([notice], Way.MAIL) == []
    begin_noticing(nia, Wish("8", goes_outside=True))
    assert still_asked([notice], Way.MAIL) == [notice]
    Notice.objects.update(wants_mail=True, mail_after=timezone.now() - timedelta(minutes=1))
    mail_due_notices()
    assert [sent.to for sent in mailoutbox] == [[nia.email]]
    assert "question" not in mailoutbox[0].message().as_string()
    answer(nia, SELDOM)
    assert still_asked([notice], Way.PAGE) == []


# ---------------------------------------------------------------- the rule


def test_a_rule_holds_by_answers_alone_as_it_says() -> None:
    assert [holds_by_answers(When.OFTEN, said) for said in ([], [OFTEN], [[3, 1, 1]], [SELDOM, OFTEN])] == [
        False,
        True,
        False,
        False,
    ]
    said = ([[3, 1, 1]], [[3, 1, 1], [1, 1, 3]], [[3, 1, 1], SELDOM])
    assert [holds_by_answers(When.TWICE, one) for one in said] == [False, True, False]
    assert not holds_by_answers(When.SILENT, [OFTEN, OFTEN])


def test_one_whom_they_chose_is_asked_first_and_both_read_the_sentence_beforehand(
    client: Client, group: Group, bob: User, carol: User
) -> None:
    client.force_login(bob)
    begin_noticing(bob, Wish("4"))
    assert SENTENCE in client.get("/journey/noticing/rule/").content.decode()
    said = {"told": membership_of(carol, group).public_id, "condition": "often"}
    assert client.post("/journey/noticing/rule/", said | {"told": "1" * 12}).status_code == 422
    assert client.post("/journey/noticing/rule/", said).status_code == 302
    answer(bob, OFTEN)
    assert tell_by_rules() == 0, "not before she has said yes"
    hers = Client()
    hers.force_login(carol)
    where = reverse("journey:told", args=[TellingRule.objects.get().public_id])
    assert where in hers.get("/me/notices/").content.decode()
    assert where in hers.get("/").content.decode(), "read and not answered it waits on Today"
    asked = hers.get(where).content.decode()
    assert SENTENCE in asked
    assert "Often" not in asked, "what it hangs on is the writer's"
    hers.post(where, {"act": "agree"})
    assert notices(carol, ASKED) == []
    assert len(notices(bob, CHANGED)) == 1
    assert where in hers.get("/journey/").content.decode(), "where she can end it at any time"
    assert tell_by_rules() == 0, "what was answered before counts no more"


def test_who_said_yes_hears_one_sentence_once_and_nobody_else_anything(
    client: Client, group: Group, bob: User, carol: User, mo: User, eve: User
) -> None:
    where = reverse("journey:told", args=[rule_between(bob, carol, group).public_id])
    client.force_login(bob)
    answer(bob, SELDOM)
    assert tell_by_rules() == 0
    answer(bob, OFTEN)
    assert "Clover is told soon" in client.get("/journey/noticing/").content.decode()
    assert [tell_by_rules() for _again in range(3)] == [1, 0, 0]
    assert "They were told on" in client.get("/journey/noticing/rule/").content.decode()
    assert "Bramble" not in json.dumps(notices(carol, TOLD)[0].details)
    for stranger in (mo, eve, bob):
        client.force_login(stranger)
        assert [client.get(where).status_code, client.post(where, {"act": "agree"}).status_code] == [404, 404]
    client.force_login(carol)
    assert where in client.get("/me/notices/").content.decode()
    told = client.get(where).content.decode()
    assert SENTENCE in told
    assert reverse("messaging:ask", args=[group.public_id, membership_of(bob, group).public_id]) in told
    client.post(where, {"act": "end"})
    assert not TellingRule.objects.exists()
    assert notices(carol, TOLD) == []
    assert len(notices(bob, CHANGED)) == 1


def test_silence_counts_when_nothing_was_done_in_it_and_old_answers_do_not(
    group: Group, bob: User, carol: User
) -> None:
    rule_between(bob, carol, group, "silent")
    asked = timezone.now()
    Noticing.objects.update(asked_at=asked)
    assert tell_by_rules(now=asked + 13 * DAY) == 0
    with transaction.atomic():
        check_in(bob, Felt("3"), now=asked + DAY)
        assert tell_by_rules(now=asked + 14 * DAY) == 0, "they were here"
        transaction.set_rollback(True)
    assert [tell_by_rules(now=asked + days * DAY) for days in (14, 15, 40)] == [1, 0, 0], "once for one silence"
    TellingRule.objects.all().delete()
    rule_between(bob, carol, group, "twice")
    for days in (14, 0):
        LonelinessAnswer.objects.create(user=bob, answers=[3, 1, 1], said_at=timezone.now() - days * DAY)
    TellingRule.objects.update(agreed_at=timezone.now() - 20 * DAY)
    assert tell_by_rules(now=timezone.now() + 8 * DAY) == 0, "it speaks of these days"
    assert tell_by_rules() == 1


def hold(user: User, **fields: Any) -> None:
    Membership.objects.filter(user=user).update(**fields)


ENDS: dict[str, Callable[[User, User, Group], object]] = {
    "revoked": lambda bob, carol, group: end_rule_of(bob),
    "declined": lambda bob, carol, group: decline(carol, TellingRule.objects.get().public_id),
    "no questions any more": lambda bob, carol, group: end_noticing(bob),
    "blocked": lambda bob, carol, group: block_member(read_access(bob, group), membership_of(carol, group)),
    "blocks": lambda bob, carol, group: block_member(read_access(carol, group), membership_of(bob, group)),
    "kept apart": lambda bob, carol, group: keep_apart(carol.pk, bob.pk),
    "left": lambda bob, carol, group: end_membership(membership_of(carol, group), EndKind.LEFT),
    "writer left": lambda bob, carol, group: end_membership(membership_of(bob, group), EndKind.LEFT),
    "suspended": lambda bob, carol, group: hold(carol, suspended_until=timezone.now() + DAY),
    "writer suspended": lambda bob, carol, group: hold(bob, suspended_until=timezone.now() + DAY),
    "resting": lambda bob, carol, group: User.objects.filter(pk=bob.pk).update(is_active=False),
}


def test_what_ends_it_ends_it_also_between_the_job_and_the_mail(
    mailoutbox: Any, group: Group, bob: User, carol: User
) -> None:
    public_id = rule_between(bob, carol, group).public_id
    answer(bob, OFTEN)
    assert tell_by_rules() == 1
    Notice.objects.update(mail_after=timezone.now() - timedelta(minutes=1))
    [notice] = notices(carol, TOLD)
    assert notice.wants_mail
    for why, end in ENDS.items():
        with transaction.atomic():
            end(bob, carol, group)
            assert still_to_tell([notice], Way.PAGE) == still_to_tell([notice], Way.MAIL) == [], why
            mail_due_notices()
            assert [sent.to for sent in mailoutbox if sent.to == [carol.email]] == [], why
            TellingRule.objects.update(told_at=None)
            assert (tell_by_rules(), told_of(carol)) == (0, []), why
            with pytest.raises(NotFound):
                find_told(carol, public_id)
            if why in {"revoked", "declined", "blocked", "blocks", "kept apart", "left", "writer left"}:
                assert not TellingRule.objects.exists(), why
            transaction.set_rollback(True)
    keep_choices(carol, {Chosen.COMPANY: Ways(in_page=False, by_mail=False, by_push=False)})
    assert still_to_tell([notice], Way.MAIL) == []
    assert still_to_tell([notice], Way.PAGE) == [notice], "she said yes to it"


def test_nobody_relies_on_somebody_whom_they_no_longer_meet_whoever_parted_them(
    group: Group, bob: User, carol: User
) -> None:
    rule_between(bob, carol, group)
    for part in (ENDS["blocks"], ENDS["kept apart"]):
        with transaction.atomic():
            part(bob, carol, group)
            [notice] = notices(bob, CHANGED)
            assert (notice.scope, notice.details) == ("", {}), "who and where is told to nobody"
            assert notices(carol, CHANGED) == []
            transaction.set_rollback(True)


def test_quiet_hours_of_the_one_who_is_told_hold_it_back(group: Group, bob: User, carol: User) -> None:
    rule_between(bob, carol, group)
    answer(bob, OFTEN)
    User.objects.filter(pk=carol.pk).update(time_zone="UTC")
    now = timezone.now()
    hours = {"starts_at": (now - timedelta(hours=1)).time(), "ends_at": (now + timedelta(hours=1)).time()}
    QuietHours.objects.create(user=carol, is_on=True, **hours)
    assert [tell_by_rules(now=now), tell_by_rules(now=now + timedelta(hours=2))] == [0, 1]


def test_a_question_that_is_let_be_looks_like_one_that_waits(
    client: Client, group: Group, bob: User, carol: User
) -> None:
    client.force_login(bob)
    rule = rule_between(bob, carol, group, agreed=False)

    def seen() -> str:
        page = client.get("/journey/noticing/rule/").content.decode()
        return page[page.index("<h1") : page.index("</main")].partition("csrf")[0]

    waiting = seen()
    assert "They have not said yes" in waiting
    for let_be in (
        lambda: decline(carol, rule.public_id),
        lambda: block_member(read_access(carol, group), membership_of(bob, group)),
        lambda: end_membership(membership_of(carol, group), EndKind.LEFT),
        lambda: ChatPreference.objects.create(membership=membership_of(carol, group), takes_direct=False),
    ):
        with transaction.atomic():
            let_be()
            assert seen() == waiting
            assert notices(bob, CHANGED) == []
            with pytest.raises(NotFound):
                agree(carol, rule.public_id)
            transaction.set_rollback(True)
    cache.set(f"journey.rules.{bob.pk}", 5)
    with pytest.raises(AskedOften):
        write_rule(bob, membership_of(carol, group).public_id, "often")
    TellingRule.objects.update(written_at=timezone.now() - 15 * DAY)
    tasks.tell_by_rules()
    assert not TellingRule.objects.exists()
    assert notices(carol, ASKED) == []


def test_it_is_in_ones_own_copy_alone_and_goes_with_either(group: Group, bob: User, carol: User) -> None:
    rule_between(bob, carol, group)
    answer(bob, OFTEN)
    tell_by_rules()

    def packed(user: User) -> dict[str, Any]:
        with zipfile.ZipFile(io.BytesIO(pack(user, lambda _done, _all: None))) as box:
            told: dict[str, Any] = json.loads(box.read("everything.json"))["tables"]
        return told

    his, hers = packed(bob), packed(carol)
    assert his["journey.LonelinessAnswer"][0]["score"] == 7
    assert his["journey.TellingRule"][0]["told__alias"] == "Clover"
    kept = ("journey.TellingRule", "journey.LonelinessAnswer", "journey.Noticing")
    assert [hers[table] for table in kept] == [[], [], []]
    for gone, stays in ((bob, carol), (carol, bob)):
        with transaction.atomic():
            erase(gone.pk, takes_words=True)
            assert not TellingRule.objects.exists()
            assert notices(stays, TOLD) == []
            assert LonelinessAnswer.objects.exists() == Noticing.objects.exists() == (stays == bob)
            transaction.set_rollback(True)


def test_a_copy_of_the_database_tells_neither_answers_nor_what_the_rule_hangs_on(
    group: Group, bob: User, carol: User
) -> None:
    rule_between(bob, carol, group, "silent")
    answer(bob, OFTEN)
    with connection.cursor() as cursor:
        for model in (LonelinessAnswer, Noticing, TellingRule):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # names of ours
            [row] = cursor.fetchall()
            shown = b" ".join(bytes(part) if isinstance(part, memoryview) else str(part).encode() for part in row)
            for word in ("[3, 3, 1]", "silent"):
                assert word.encode() not in shown, model

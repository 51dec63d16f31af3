"""What runs in the background for people's own ways; the timetable is in config/celery.py."""

from celery import shared_task

from apps.journey.services import (
    company,
    noticing,
    own_days_telling,
    pact_rounds,
    reaching_out,
    rule_sending,
    supporters,
    telling_rules,
)


@shared_task(name="journey.remind_of_reaching_out")
def remind_of_reaching_out() -> None:
    """Let whoever wanted a word about reaching out have it."""
    reaching_out.remind_of_reaching_out()


@shared_task(name="journey.ask_questions")
def ask_questions() -> None:
    """Let whoever wanted the three questions have them."""
    noticing.ask_questions()


@shared_task(name="journey.tell_by_rules")
def tell_by_rules() -> None:
    """Let those who said yes hear by the rules that hold now; questions that nobody answered end."""
    rule_sending.tell_by_rules()
    telling_rules.end_old_questions()


@shared_task(name="journey.tell_of_days")
def tell_of_days() -> None:
    """Let whoever wanted a word in the morning or in the evening have it."""
    own_days_telling.tell_of_days()


@shared_task(name="journey.end_calls")
def end_calls() -> None:
    """End the calls for company whose time is over."""
    company.end_due_calls()


@shared_task(name="journey.see_to_pacts")
def see_to_pacts() -> None:
    """Let quiet days be told as both agreed, and ask on the review date; what is over ends."""
    pact_rounds.note_quiet_days()
    pact_rounds.ask_for_reviews()
    pact_rounds.end_old()


@shared_task(name="journey.forget_invitations")
def forget_invitations() -> None:
    """Let what supporters could see be forgotten when its time is over."""
    supporters.forget_ended()

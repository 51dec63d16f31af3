"""What runs in the background for rooms; the timetable is in config/celery.py."""

from celery import shared_task

from apps.messaging.services import awaiting, company, pictures, reaching, remembered_days, retention


@shared_task(name="messaging.delete_expired")
def delete_expired() -> None:
    """Really delete what groups no longer keep."""
    retention.delete_expired()
    remembered_days.put_out_lights()


@shared_task(name="messaging.tell_people")
def tell_people() -> None:
    """Let words reach those they are for."""
    reaching.tell_people()


@shared_task(name="messaging.offer_awaited")
def offer_awaited() -> None:
    """Offer words that nobody has answered yet to those who welcome."""
    awaiting.offer_awaited()


@shared_task(name="messaging.tell_of_hard_words")
def tell_of_hard_words() -> None:
    """Let whoever is on duty hear of hard words that a process died before telling of."""
    company.tell_of_what_is_left()


@shared_task(name="messaging.delete_lost_pictures")
def delete_lost_pictures() -> None:
    """Delete pictures that nobody sent, and files whose message is gone."""
    pictures.delete_lost_pictures()

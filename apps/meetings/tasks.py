"""What runs in the background for meetings; the timetable is in config/celery.py."""

from celery import shared_task

from apps.meetings.services import (
    closing,
    occurrences,
    reminder_pushes,
    reminders,
    reminding,
    rsvps,
    serving,
    settling,
)


@shared_task(name="meetings.send_due_reminders")
def send_due_reminders() -> None:
    """Write down and send every reminder whose moment has come."""
    reminders.record_due()
    reminding.send_due()


@shared_task(name="meetings.push_due_reminders")
def push_due_reminders() -> None:
    """Push every reminder that was written down for a device."""
    reminder_pushes.push_due()


@shared_task(name="meetings.materialise")
def materialise() -> None:
    """Plan the meetings of the next weeks, and give away places that became free."""
    occurrences.materialise_all()
    rsvps.fill_all_places()


@shared_task(name="meetings.close_forgotten")
def close_forgotten() -> None:
    """End meetings that nobody is in any more, and delete what was written in those that are over."""
    closing.close_forgotten()


@shared_task(name="meetings.settle_newcomers")
def settle_newcomers() -> None:
    """Let newcomers who have been there long enough be newcomers no more."""
    settling.settle_newcomers()


@shared_task(name="meetings.tell_untaken_services")
def tell_untaken_services() -> None:
    """Tell facilitators where somebody cannot serve and nobody took it over."""
    serving.tell_untaken_services()

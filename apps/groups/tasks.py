"""What runs in the background for groups; the timetable is in config/celery.py."""

from celery import shared_task

from apps.groups.services import lifecycle, ownership, rota


@shared_task(name="groups.plan_shifts")
def plan_shifts() -> None:
    """Keep the shifts of every group some days ahead."""
    rota.plan_shifts()


@shared_task(name="groups.plan_shifts_of")
def plan_shifts_of(group_id: int) -> None:
    """Look at one group's shifts after somebody's place changed."""
    rota.plan_shifts_of(group_id)


@shared_task(name="groups.find_owners")
def find_owners() -> None:
    """Ask for an owner where a group has none."""
    ownership.find_owners()


@shared_task(name="groups.erase_ended")
def erase_ended() -> None:
    """Erase the groups whose fourteen days are over."""
    lifecycle.erase_ended()

"""The timetable of Beside with a second for each minute, for beats that a test cannot wait for."""

from datetime import timedelta

from config.celery import app

app.conf.beat_schedule = {
    name: entry | {"schedule": entry["schedule"] / 60}
    for name, entry in app.conf.beat_schedule.items()
    if isinstance(entry["schedule"], timedelta)
}
app.conf.beat_max_loop_interval = 1

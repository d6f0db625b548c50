"""What is done by the clock."""

from bots.film_sync import FilmRefresh
from bots.settings import Settings
from scheduler.jobs import Table
from storage.retention import Retention

AT_NIGHT = {"trigger": "cron", "hour": 5, "minute": 10}


def jobs(settings: Settings, retention: Retention, films: FilmRefresh) -> Table:
    """What is done by the clock, Korean time."""
    jobs: Table = {"retention": (retention.sweep, {"trigger": "cron", "hour": 5})}
    if settings.tmdb_key.get_secret_value():
        # Not every installation at the same second; late is better than a day later.
        when = {"trigger": "cron", "hour": 4, "jitter": 1800, "misfire_grace_time": 3600}
        jobs["films"] = (films.refresh, when)
    return jobs

"""The role that works by the clock."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.app import Work, no_tick
from bots.film_sync import FilmRefresh
from bots.settings import Settings
from core.fleet.newsroom import Newsroom
from core.ports import Clock
from scheduler.jobs import Job, Jobs, Table
from storage.care import SqlCare
from storage.dialect import AT_ONCE
from storage.film_feedback import SqlFilmFeedback
from storage.retention import DAY, Keep, Retention

# Seconds after a start until what is to be done at night is done once by day.
SETTLED = 600.0
# Told to the processes that answer in channels, every so many seconds.
TICK, TICK_EVERY = "clock.tick", 3
ASK = "story.ask"


def clockwork(
    settings: Settings,
    database: AsyncEngine,
    films: FilmRefresh,
    refreshed: Callable[[], object],
    compact: Job,
    clock: Clock,
    newsroom: Newsroom,
    tick: Job = no_tick,
    ask: Job = no_tick,
) -> Work:
    """`refreshed` is called when there may be other films; `compact` makes Redis forget; `tick`
    is what happens in the channels of this process, if any: others are told. `ask` has tellers
    asked how their stories went on, as far as this process can."""

    async def refresh() -> None:
        await films.refresh()
        refreshed()

    async def beat() -> None:
        newsroom.tell(TICK)
        await tick()

    async def inquire() -> None:
        newsroom.tell(ASK)
        await ask()

    retention = Retention(database, clock, kept(settings))
    opinions, care = SqlFilmFeedback(database, clock), SqlCare(database)

    async def healed() -> None:
        await care.sweep(clock())

    async def late() -> None:
        await retention.sweep(AT_ONCE)
        await opinions.sweep()

    jobs = _table(settings, retention, opinions, refresh, compact, beat, inquire)
    # A machine that is off at night does then what it missed.
    when = datetime.fromtimestamp(clock() + SETTLED, UTC)
    jobs |= {
        "care": (healed, {"trigger": "interval", "minutes": 5}),
        "late": (late, {"trigger": "date", "run_date": when}),
    }
    return Jobs(jobs).run


def kept(settings: Settings) -> Keep:
    """What the nightly sweep leaves."""
    return Keep(
        chat=settings.keep_chat * DAY,
        donations=settings.keep_donations * DAY,
        stories=settings.keep_stories * DAY,
        audit=settings.keep_audit * DAY,
    )


def _table(
    settings: Settings,
    retention: Retention,
    opinions: SqlFilmFeedback,
    refresh: Job,
    compact: Job,
    beat: Job,
    inquire: Job,
) -> Table:
    """Korean time."""
    jobs: Table = {
        "retention": (retention.sweep, {"trigger": "cron", "hour": 5}),
        "shown films": (opinions.sweep, {"trigger": "cron", "hour": 5, "minute": 10}),
        # By day only: nobody is woken.
        "follow-ups": (inquire, {"trigger": "cron", "hour": "9-22", "minute": "*/10"}),
        "idle and corners": (beat, {"trigger": "interval", "seconds": TICK_EVERY}),
    }
    if settings.shared:
        jobs["compact"] = (compact, {"trigger": "cron", "hour": 5, "minute": 30})
    if settings.tmdb_key.get_secret_value():
        # Not every installation at the same second; late is better than a day later.
        when = {"trigger": "cron", "hour": 4, "jitter": 1800, "misfire_grace_time": 3600}
        jobs["films"] = (refresh, when)
    return jobs

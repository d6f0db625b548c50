"""APScheduler's jobs, as one table."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.korea import KOREA

Job = Callable[[], Awaitable[None]]
# Name → what to do, APScheduler's arguments of the job and its trigger.
Table = dict[str, tuple[Job, dict[str, Any]]]


class Jobs:
    """Runs each job by its trigger until cancelled; a job never overlaps itself. One whose time
    passed while the machine slept is done as soon as it wakes, unless its own
    `misfire_grace_time` says otherwise."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def run(self) -> None:
        scheduler = AsyncIOScheduler(timezone=KOREA)
        for name, (job, trigger) in self._table.items():
            about = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None} | trigger
            scheduler.add_job(job, id=name, **about)
        scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

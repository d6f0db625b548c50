"""APScheduler's jobs, as one table."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[None]]
# Name → what to do, APScheduler's arguments of the job and its trigger.
Table = dict[str, tuple[Job, dict[str, Any]]]


class Jobs:
    """Runs each job by its trigger until cancelled; a job never overlaps itself."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def run(self) -> None:
        scheduler = AsyncIOScheduler(timezone="Asia/Seoul")
        for name, (job, trigger) in self._table.items():
            scheduler.add_job(job, id=name, coalesce=True, max_instances=1, **trigger)
        scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

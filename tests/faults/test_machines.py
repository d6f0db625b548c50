"""The machine itself: a disk that is full, a clock that jumps."""

import asyncio
import os
import resource
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers

from core.labels import Platform
from scheduler.jobs import Jobs
from tests.conftest import until
from tests.faults.process import WRONG
from tests.faults.report import RowOf, Times
from tests.faults.world import SHORT_GRACE, World, world

ROOT = Path(__file__).parents[2]
SETTLED_WITHIN = 60.0
TOLD_WITHIN = 5.0
SPEAKS_WITHIN = 20.0
HOUR = 3600.0
KOREA = ZoneInfo("Asia/Seoul")
NO_LIMIT = resource.RLIM_INFINITY
STREAMS = (Platform.TWITCH, Platform.CHZZK, Platform.DISCORD)


async def test_no_room_on_the_disk(own_folder: Path, times: Times, row: RowOf) -> None:
    """A file may grow no more: the kernel refuses as a full disk does, with another number."""
    seconds = times(5, 60)
    with row(10, "disk full", "the process goes on; what was accepted is settled after") as found:
        async with world(own_folder, 10, times(SHORT_GRACE, 15)) as there:
            async with there.alive() as process:
                await there.live(0)
                await there.database.settled(SETTLED_WITHIN)
                full(process.pid, True)
                giving = [
                    asyncio.create_task(there.donate(platform, f"후원{platform}"))
                    for platform in STREAMS
                ]
                await there.live(1)
                await asyncio.sleep(seconds)
                assert process.is_alive()
                assert await status(there, "livez") == 200
                await ready(there, False)
                assert there.donors == [], "told that it is stored"
                full(process.pid, False)
                await asyncio.gather(*giving)
                await there.live(2)
                await ready(there, True)
                await asyncio.sleep(2.0)
                await there.database.settled(SETTLED_WITHIN)
            # Not to move the database away, as one that is broken.
            told = await refused(there.env)
            assert "make room" in told
            assert "mv " not in told
            findings = await asyncio.to_thread(there.findings)
        found.figure = f"{seconds} s without room: {findings.figure}"
        findings.hold()
        assert findings.gifts == 2 * 3 + 3


async def refused(env: dict[str, str]) -> str:
    """What it tells who starts it without room."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import sys; from bots.cli import main; sys.exit(main(['run']))",
        env=os.environ | env | {"PYTHONPATH": str(ROOT)}, stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1, NO_LIMIT)),
    )  # fmt: skip
    _, told = await process.communicate()
    assert process.returncode == 2
    return told.decode()


async def test_a_clock_that_jumps(own_folder: Path, times: Times, row: RowOf) -> None:
    jumps = times(3, 20)
    with row(
        10, "clock an hour forth and back", "goes on speaking; 0 gifts lost, 0 said twice"
    ) as found:
        async with world(own_folder, 10, times(SHORT_GRACE, 15)) as there:
            wrong = own_folder / "wrong.txt"
            there.env[WRONG] = str(wrong)
            set_wrong(wrong, 0.0)
            took = []
            async with there.alive() as process:
                for number in range(jumps):
                    await there.live(number)
                    await asyncio.sleep(0.5)  # a gift that is told in three ways is told
                    set_wrong(wrong, (HOUR, 0.0, -HOUR, 0.0)[number % 4])
                    took.append(await speaks(there, number))
                assert process.is_alive()
                await there.database.settled(SETTLED_WITHIN)
            findings = await asyncio.to_thread(there.findings)
        found.figure = (
            f"{jumps} jumps, speaks again after {max(took):.1f} s at most: {findings.figure}"
        )
        # What was on its way when the clock went forward looks an hour old.
        findings.hold(lost=1.0)


def set_wrong(path: Path, seconds: float) -> None:
    """In one step: somebody reads it all the time."""
    new = path.with_suffix(".new")
    new.write_text(str(seconds), "utf-8")
    new.replace(path)


async def speaks(there: World, number: int) -> float:
    """How long (seconds) until somebody who asks now is answered, on every platform."""
    began, asked = time.monotonic(), f"9{number:017}"
    before = Counter(line.platform for line in there.said())
    await asyncio.gather(
        there.twitch.chat("!상담 온유 썸남이 연락이 줄었어요", asked),
        there.chzzk.chat("!상담 도건 고백할까 말까 고민이에요", asked.zfill(32)),
        there.discord.chat("온유야 짝사랑이 너무 오래 됐어", asked),
    )

    def all_said() -> bool:
        now = Counter(line.platform for line in there.said())
        return all(now[platform] > before[platform] for platform in STREAMS)

    await until(all_said, SPEAKS_WITHIN)
    return time.monotonic() - began


class Calendar(datetime):
    """The time of day as a schedule sees it, `off` from the real one."""

    off = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Calendar":
        return super().now(tz) + cls.off


async def test_a_job_whose_time_was_jumped_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is done late, and not again when the clock is set back."""
    for part in (schedulers, executors):
        monkeypatch.setattr(part, "datetime", Calendar)
    now = datetime.now(KOREA)
    # A second before a full minute.
    off = timedelta(seconds=59 - now.second, microseconds=-now.microsecond)
    monkeypatch.setattr(Calendar, "off", off)
    done: list[datetime] = []

    async def job() -> None:
        done.append(Calendar.now(KOREA))

    running = asyncio.create_task(Jobs({"job": (job, {"trigger": "cron", "second": 0})}).run())
    await asyncio.sleep(0.1)
    Calendar.off += timedelta(seconds=30)
    await until(lambda: bool(done))
    assert done[0].second >= 30
    Calendar.off -= timedelta(seconds=32)
    await asyncio.sleep(2.5)
    assert len(done) == 1
    running.cancel()
    await asyncio.wait({running})


def full(pid: int | None, yes: bool) -> None:
    """No file of that process may grow; or all may again."""
    assert pid is not None
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 if yes else NO_LIMIT, NO_LIMIT))


async def status(there: World, page: str) -> int:
    async with ClientSession() as session, session.get(f"{there.url}/{page}") as answer:
        return answer.status


async def ready(there: World, yes: bool) -> None:
    """Return when it says so."""
    async with asyncio.timeout(TOLD_WITHIN):
        while (await status(there, "readyz") == 200) is not yes:
            await asyncio.sleep(0.2)

"""Who needs care is written down, however often the database refuses."""

import asyncio
from contextlib import suppress

import pytest

from core.safety import care_log
from core.safety.aftercare import VIEWERS, Aftercare, Disclosed
from core.safety.care_log import CareLog
from core.safety.helplines import Helplines
from core.safety.levels import Kind, Level, Triage
from tests.conftest import until

SAID = Triage(Level.EXPLICIT, Kind.SELF_HARM)


def told(person: str, at: float = 1.0) -> Disclosed:
    return Disclosed(person, SAID, at, False, at)


class Disk:
    """A store that is full at first, and then has room."""

    def __init__(self, full: int = 0) -> None:
        self.full = full
        self.rows: dict[str, float] = {}

    async def keep(self, told: Disclosed) -> None:
        await asyncio.sleep(0)
        if self.full:
            self.full -= 1
            raise OSError("No space left on device")
        self.rows[told.person] = told.at

    async def drop(self, person: str) -> None:
        self.rows.pop(person, None)


async def test_nothing_is_lost_while_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(care_log, "RETRY_AFTER", 0.01)
    disk = Disk(full=3)
    ours = CareLog(disk)
    for one in (told("a"), told("b"), told("a", 2.0)):
        ours.keep(one)
    running = asyncio.create_task(ours.run())
    await until(lambda: disk.rows == {"a": 2.0, "b": 1.0})
    ours.drop("a")
    await until(lambda: disk.rows == {"b": 1.0})
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    ours.keep(told("c"))
    await ours.flush()
    assert disk.rows == {"b": 1.0, "c": 1.0}


async def test_a_crowd_of_trolls_pushes_out_the_oldest_only() -> None:
    disk = Disk()
    ours = CareLog(disk)
    for number in range(VIEWERS + 2):
        ours.keep(told(str(number)))
    await ours.flush()
    assert len(disk.rows) == VIEWERS
    assert "1" not in disk.rows


def test_it_is_known_whose_case_it_is_now() -> None:
    """Accounts that are linked, or no longer, go on being cared for, and so it is stored."""
    care, stored = Aftercare(Helplines.load()), list[str]()
    care.disclosed = lambda told: stored.append(told.person)
    care.answer("twitch:1", SAID, 0.0)
    care.carry("twitch:1", "person:1")
    care.carry("nobody", "person:2")
    assert stored == ["twitch:1", "person:1"]

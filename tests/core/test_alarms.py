"""Managers hear of a crisis, once, and a flood as one line that counts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from core.errors import Disconnected
from core.events import Viewer
from core.labels import Platform
from core.safety import alarms as module
from core.safety.alarms import CHANNEL_EVERY, KEPT, VIEWER_EVERY, Alarm, Alarms
from tests.conftest import FakeClock, until


class Managers:
    """Who is told, after `away` failures."""

    def __init__(self) -> None:
        self.told: list[Alarm] = []
        self.away = 0

    async def ring(self, alarm: Alarm) -> None:
        if self.away:
            self.away -= 1
            raise Disconnected("gone")
        self.told.append(alarm)


@pytest.fixture
def managers() -> Managers:
    return Managers()


@pytest.fixture
async def alarms(clock: FakeClock, managers: Managers) -> AsyncIterator[Alarms]:
    alarms = Alarms(managers.ring, clock)
    task = asyncio.create_task(alarms.run())
    yield alarms
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def disclose(alarms: Alarms, viewer: str, channel: str = "77") -> None:
    alarms.disclosure(Platform.TWITCH, channel, Viewer(viewer, viewer), "self_harm")


async def test_one_alarm_a_viewer_in_ten_minutes(
    alarms: Alarms, managers: Managers, clock: FakeClock
) -> None:
    for _ in range(3):
        disclose(alarms, "a")
        clock.tick(CHANNEL_EVERY)
    disclose(alarms, "a", channel="78")
    clock.tick(VIEWER_EVERY)
    disclose(alarms, "a")
    await until(lambda: len(managers.told) == 2)
    assert [alarm.at for alarm in managers.told] == [1_000_000.0, clock()]


async def test_a_flood_comes_as_one_line_that_counts(
    alarms: Alarms, managers: Managers, clock: FakeClock
) -> None:
    for number in range(5):
        disclose(alarms, f"v{number}")
    disclose(alarms, "elsewhere", channel="78")
    await until(lambda: len(managers.told) == 2)
    told = [(alarm.viewer.id, alarm.more) for alarm in managers.told]
    assert told == [("v0", 0), ("elsewhere", 0)]
    clock.tick(CHANNEL_EVERY)
    disclose(alarms, "v5")
    await until(lambda: len(managers.told) == 3)
    assert (managers.told[2].viewer.id, managers.told[2].more) == ("v5", 4)


async def test_it_is_told_once_the_connection_is_back(
    alarms: Alarms, managers: Managers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_AFTER", (0.01, 0.01, 0.01))
    managers.away = 2
    disclose(alarms, "a")
    await until(lambda: len(managers.told) == 1)


async def test_one_that_reached_nobody_does_not_silence_the_next(
    alarms: Alarms, managers: Managers, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_AFTER", (0.01,))
    managers.away = 1
    disclose(alarms, "a")
    await until(lambda: not alarms._viewers)
    clock.tick(CHANNEL_EVERY)
    disclose(alarms, "a")
    await until(lambda: len(managers.told) == 1)


def test_the_oldest_viewers_are_forgotten(clock: FakeClock, managers: Managers) -> None:
    alarms = Alarms(managers.ring, clock)
    for number in range(KEPT + 10):
        disclose(alarms, f"v{number}")
    assert len(alarms._viewers) == KEPT

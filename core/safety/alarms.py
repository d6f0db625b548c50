"""Managers hear of a crisis in private; a flood of them comes as one line that counts."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256
from typing import TypeVar

from msgspec import Struct

from core.errors import PlatformError, TopicError
from core.events import Viewer
from core.labels import Platform
from core.ports import Clock

# One alarm a viewer in this time; what comes from others in a channel meanwhile is counted.
VIEWER_EVERY = 600.0
CHANNEL_EVERY = 5.0
# Seconds after a disclosure in which a channel begins nothing else.
CALM = 30.0
AGAIN_AFTER = (2.0, 5.0, 15.0, 60.0, 120.0)
KEPT = 2_000

K = TypeVar("K")
Key = tuple[Platform, str]
log = logging.getLogger(__name__)


class Alarm(Struct, frozen=True, kw_only=True):
    """Somebody disclosed a crisis. No words of theirs: they are kept nowhere.

    `more` others did in the seconds before, for whom there was no alarm of their own.
    """

    platform: Platform
    channel: str
    viewer: Viewer
    kind: str
    at: float
    more: int = 0

    @property
    def id(self) -> str:
        """Of this alarm, telling nothing of whom it is about."""
        about = f"{self.platform}/{self.channel}/{self.viewer.id}/{self.at}"
        return sha256(about.encode()).hexdigest()[:16]


class Alarms:
    """Passes on at most one alarm a viewer every ten minutes and one a channel every 5 s.

    Wired up later: `told` lets other processes know of each: the channel may be another's.
    """

    def __init__(self, ring: Callable[[Alarm], Awaitable[None]], clock: Clock) -> None:
        """`ring` tells the managers; a PlatformError from it means that it is tried again."""
        self._ring = ring
        self._clock = clock
        self._viewers: OrderedDict[str, float] = OrderedDict()
        self._last: OrderedDict[Key, float] = OrderedDict()
        self._held: dict[Key, Alarm] = {}
        self._due: asyncio.Queue[Alarm] = asyncio.Queue()
        self.told: Callable[[Alarm], object] = lambda _: None

    def disclosure(self, platform: Platform, channel: str, viewer: Viewer, kind: str) -> None:
        """A disclosure was answered; never waits."""
        now = self._clock()
        if now - self._viewers.get(viewer.id, float("-inf")) < VIEWER_EVERY:
            return
        _remember(self._viewers, viewer.id, now)
        held = self._held.get((platform, channel))
        self._held[platform, channel] = Alarm(
            platform=platform,
            channel=channel,
            viewer=viewer,
            kind=kind,
            at=now,
            more=held.more + 1 if held else 0,
        )
        self._pass_on(now)

    def forget(self, viewer: str) -> None:
        """The alarm about `viewer` was false, or reached nobody: the next one is told at once."""
        self._viewers.pop(viewer, None)

    async def run(self) -> None:
        """Tell the managers until cancelled, whatever was held back included."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tick(), name="alarms held back")
            while True:
                alarm = await self._due.get()
                if not await insist(self._ring, alarm):
                    self.forget(alarm.viewer.id)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(CHANNEL_EVERY / 2)
            self._pass_on(self._clock())

    def _pass_on(self, now: float) -> None:
        for key, alarm in list(self._held.items()):
            if now - self._last.get(key, float("-inf")) >= CHANNEL_EVERY:
                _remember(self._last, key, now)
                del self._held[key]
                self._due.put_nowait(alarm)
                self.told(alarm)


def calm(alarms: Iterable[Alarm], now: float) -> bool:
    """Whether one of these is so new that nothing else is begun."""
    return any(0 <= now - one.at < CALM for one in alarms)


async def insist(ring: Callable[[Alarm], Awaitable[None]], alarm: Alarm) -> bool:
    """Ring until somebody is told, since a connection that is gone comes back within minutes;
    whether anybody was."""
    for wait in AGAIN_AFTER:
        try:
            await ring(alarm)
            return True
        except (PlatformError, TopicError) as error:
            log.warning("managers not told yet", extra={"error": type(error).__name__})
            await asyncio.sleep(wait)
        except Exception:  # one alarm that cannot be told must not keep the next from being
            log.exception("managers not told")
            break
    log.error("managers not told of a crisis", extra={"platform": alarm.platform})
    return False


def _remember(times: OrderedDict[K, float], key: K, now: float) -> None:
    times[key] = now
    times.move_to_end(key)
    if len(times) > KEPT:
        times.popitem(last=False)


CALMED = "방금 위기 안내가 나갔어요. 조금 뒤에 다시 해 주세요."

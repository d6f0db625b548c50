"""A crisis that one process hears of is heeded by the one that answers in that channel."""

import asyncio
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import SimpleNamespace

from adapters.topics.memory_broadcast import MemoryBroadcast
from bots.roles import news
from core.events import Viewer
from core.fleet.newsroom import Newsroom
from core.labels import Platform
from core.safety.alarms import Alarm, Alarms
from tests.conftest import FakeClock, until
from tests.management import Management, managed

HERE = (Platform.TWITCH, "77")


async def ring(_: Alarm) -> None:
    """Managers are told elsewhere."""


class Process:
    """One that answers there, or not."""

    def __init__(
        self, broadcast: MemoryBroadcast, management: Management, clock: FakeClock, ours: bool
    ) -> None:
        self.newsroom, self.channels = Newsroom(broadcast), management.channels
        self.alarms, self.calmed = Alarms(ring, clock), list[tuple[Platform, str]]()
        corners = SimpleNamespace(
            ours=lambda _: ours, disclosed=lambda *where: self.calmed.append(where)
        )
        ground = SimpleNamespace(
            bus=SimpleNamespace(newsroom=self.newsroom), channels=self.channels,
            known=SimpleNamespace(people=management.people, care_log=management.known.care_log),
            brain=SimpleNamespace(aftercare=management.aftercare),
        )  # fmt: skip
        talk = SimpleNamespace(alarms=self.alarms, corners=corners)
        news.care(ground, talk)  # type: ignore[arg-type]


async def test_a_disclosure_in_a_form_calms_the_channel_where_it_is(
    tmp_path: Path, clock: FakeClock
) -> None:
    broadcast = MemoryBroadcast()
    async with AsyncExitStack() as stack:
        web, chat, other = [
            Process(
                broadcast, await stack.enter_async_context(managed(tmp_path / name, clock)), clock,
                ours=name == "chat",
            )
            for name in ("web", "chat", "other")
        ]  # fmt: skip
        tasks = [asyncio.create_task(one.newsroom.run()) for one in (web, chat, other)]
        await asyncio.sleep(0)
        web.alarms.disclosure(*HERE, Viewer("discord:1", "두부"), "self_harm")
        await until(lambda: chat.calmed == [HERE])
        (alarm,) = chat.channels.of(*HERE).alarms.values()
        assert alarm.viewer.id == "discord:1"
        # Anybody can send a web form, without a name: that must not keep a channel quiet.
        clock.tick(60.0)
        web.alarms.disclosure(*HERE, Viewer("web:1", "웹에서 온 분"), "self_harm")
        await until(lambda: len(chat.channels.of(*HERE).alarms) == 2)
        assert chat.calmed == [HERE]
        assert not other.calmed
        assert not other.channels.of(*HERE).alarms
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

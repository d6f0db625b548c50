"""Who leads a story on air, and who reads it aloud, in two processes."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from adapters.topics.memory_broadcast import MemoryBroadcast
from bots.brain import Brain
from bots.roles.stories import follow, stories
from core.fleet.newsroom import Newsroom
from core.meter import SILENT
from tests.conftest import FakeClock, until
from tests.core.narrating import reply
from tests.core.test_floor import at_work
from tests.stores import Stores
from tests.stores import stores as stores_of


def ground(kept: Stores, brain: Brain, clock: FakeClock, newsroom: Newsroom) -> Any:
    """What a process stands on, as far as stories go."""
    return SimpleNamespace(
        brain=brain, clock=clock, meter=SILENT, known=kept.known, channels=kept.channels,
        turns=kept.turns, bus=SimpleNamespace(newsroom=newsroom, turns=kept.topic),
        presence=SimpleNamespace(watched=lambda *_: False),
        settings=SimpleNamespace(public_url=""),
    )  # fmt: skip


async def test_each_tells_the_other(tmp_path: Path, brain: Brain, clock: FakeClock) -> None:
    broadcast = MemoryBroadcast()
    here, there = Newsroom(broadcast), Newsroom(broadcast)
    async with (
        at_work(here), at_work(there), stores_of(tmp_path / "test.db", brain, clock) as kept,
    ):  # fmt: skip
        chat, web = (stories(ground(kept, brain, clock, news)) for news in (here, there))
        given_back, spoken = list[str](), list[tuple[str, bool]]()
        chat.airing.spoken = lambda *told: spoken.append(told)  # type: ignore[method-assign]
        narrator: Any = SimpleNamespace(withdraw=given_back.append)
        over = follow(ground(kept, brain, clock, there), web, narrator)
        chat.airing.withdraw("story:1:1")
        await until(lambda: given_back == ["story:1:1"])
        web.airing.withdraw("story:2:1")
        assert given_back == ["story:1:1", "story:2:1"]
        over(reply("story:1:1", story=True), False)
        await until(lambda: spoken == [("story:1:1", False)])

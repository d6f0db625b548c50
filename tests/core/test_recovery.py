"""What a process that died left, when there is much of it."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from adapters.topics.memory import HELD, MemoryTopic
from bots.brain import Brain
from core.mouth import Mouth
from core.recovery import recover
from core.replies import Reply
from tests.conftest import FakeClock
from tests.storage.test_turns import turn
from tests.stores import stores


async def test_more_than_a_topic_holds_does_not_keep_a_process_from_starting(
    tmp_path: Path, brain: Brain, clock: FakeClock
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        left = [turn(f"{number:04}") for number in range(HELD + 1)]
        await kept.turns.accept(left)
        replies: MemoryTopic[Reply] = MemoryTopic(("room",))
        mouth = Mouth(
            kept.turns, kept.donations, replies, {}, {}, kept.channels,
            lambda _: False, lambda *_: False, clock,
        )  # fmt: skip
        async with asyncio.timeout(10.0):
            resume = await recover(kept.turns, kept.donations, mouth, kept.topic, replies, clock())
        await kept.turns.accept([replace(turn("new"), at=clock())])
        task = asyncio.create_task(resume())
        found = []
        async for delivery in kept.topic.listen("engine"):
            found.append(delivery.item.id)
            if len(found) == len(left):
                break
        await task
        assert found == [one.id for one in left], "what is new is not taken up again"

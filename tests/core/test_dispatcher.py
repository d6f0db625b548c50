"""The loops around the listener while the database is away."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bots.brain import Brain
from core.dispatcher import Dispatcher
from core.labels import Platform
from core.listener import Listener
from core.replies import Notice, Receipt, Reply
from core.turns import Turn
from tests.conftest import FakeClock, line, until
from tests.stores import stores


@pytest.mark.parametrize("channel", ["one", "two"])
async def test_a_disclosure_in_pieces_is_read_while_no_turn_can_be_stored(
    tmp_path: Path, brain: Brain, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        tried: list[Turn] = []

        async def gone(turns: Sequence[Turn]) -> list[Turn]:
            tried.extend(turns)
            if turns:
                raise OSError("database gone")
            return []

        monkeypatch.setattr(kept.turns, "accept", gone)
        crisis: list[Reply] = []
        told: list[Receipt | Notice] = []
        listener = Listener(
            brain.triager, brain.aftercare, kept.people, kept.services, kept.chat_log, clock,
            crisis.append, told.append,
        )  # fmt: skip
        dispatcher = Dispatcher(
            listener, kept.channels, brain.triager, brain.words, brain.understander, kept.turns,
            kept.topic, kept.chat_log, clock,
        )  # fmt: skip
        task = asyncio.create_task(dispatcher.run())
        kept.channels.of(Platform.ROOM, "one")
        listener.hear(line("!상담 썸남이 제 톡을 읽씹했어요", "a", at=clock(), channel="one"))
        await until(lambda: bool(tried))
        for piece in ("온유야 수면제를", "다 먹었어"):
            kept.channels.of(Platform.ROOM, channel).gate.hear(
                line(piece, "b", at=clock(), channel=channel), clock()
            )
        clock.tick(30.0)
        await until(lambda: bool(crisis))
        assert [(reply.viewer.id, reply.crisis) for reply in crisis] == [("b", True)]
        task.cancel()
        await asyncio.wait({task})

"""`!클립`, typed by managers and by anybody."""

from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from bots.brain import Brain
from core.channels.settings import ChannelSettings
from core.commands.table import find
from core.commands.typed import Typed
from core.events import Command, Viewer
from core.labels import Platform, Role
from core.replies import CHAT_LIMIT
from storage.held import held
from tests.conftest import FakeClock, line
from tests.stores import Stores, stores


@pytest.fixture
async def kept(brain: Brain, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Stores]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        yield kept


async def say(kept: Stores, text: str, role: Role | None, slash: bool = False) -> str:
    event = line(text, "v1", roles=frozenset({role} if role else ()))
    if slash:
        about = {"platform": Platform.DISCORD, "channel": "d", "viewer": Viewer("v1", "v1")}
        event = Command(id="c1", at=1.0, name="클립", arguments={}, token="t", **about)  # type: ignore[arg-type,assignment]
    found = find(text, ChannelSettings())
    assert found is not None
    channel = kept.channels.of(event.platform, event.channel)
    said = found[0].run(Typed(event, found[1], channel, kept.services, event.at, lambda _: None))
    assert isinstance(said, Awaitable)
    return await said or ""


@pytest.mark.parametrize("role", [Role.MANAGER, Role.BROADCASTER])
@pytest.mark.parametrize(
    "text", ["!클립 오늘의  명언\n010-1234-5678", "!럽 클립 오늘의 명언 010-1234-5678"]
)
async def test_a_managers_mark_has_a_title(kept: Stores, role: Role, text: str) -> None:
    answer = await say(kept, text, role)
    assert "표시했어요" in answer
    assert len(answer) <= min(CHAT_LIMIT.values())
    (row,) = (await held(kept.engine, "v1")).marks
    assert (row["kind"], row["title"], row["at"]) == ("mark", "오늘의 명언 [전화번호]", 1_000_000.0)


async def test_anybody_elses_is_a_hint_without_words(kept: Stores) -> None:
    assert await say(kept, "!클립 아무 말", None) == ""
    assert await say(kept, "!clip", Role.VIP) == ""
    rows = (await held(kept.engine, "v1")).marks
    assert [(row["kind"], row["title"]) for row in rows] == [("hint", "")] * 2
    assert "표시했어요" in await say(kept, "!클립", None, slash=True)  # nobody is left waiting

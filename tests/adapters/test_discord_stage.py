"""On the stage nobody sees or uses what Discord shows to another alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import API, EPHEMERAL, SimulatedDiscord
from adapters.simulated.discord_ledger import Asked
from adapters.simulated.stage.discord import KEPT, PEOPLE, DiscordScene
from core.errors import BadInput

FIELD = {"type": 4, "custom_id": "words", "label": "사연", "style": 2}
MODAL = {
    "custom_id": "story",
    "title": "사연",
    "components": [{"type": 1, "components": [FIELD]}],
}


@dataclass
class Played:
    """A scene, what its page is told, and the bot by hand."""

    discord: SimulatedDiscord
    session: ClientSession
    scene: DiscordScene
    shown: list[dict[str, Any]]

    async def does(self, who: str, kind: str, **about: Any) -> None:
        await self.scene.act(msgspec.Raw(msgspec.json.encode({"type": kind, "who": who} | about)))

    async def asks(self, who: str) -> Asked:
        await self.does(who, "slash", path=["상담"], options={})
        return list(self.discord.interactions.asked.values())[-1]

    async def bot(self, method: str, path: str, body: dict[str, Any]) -> None:
        async with self.session.request(method, f"{self.discord.url}{API}{path}", json=body) as got:
            assert got.ok


@pytest.fixture
async def played() -> AsyncIterator[Played]:
    async with SimulatedDiscord().serve() as discord, ClientSession() as session:
        discord.commands = [shapes.command({"name": "상담", "type": 1, "options": []})]
        shown: list[dict[str, Any]] = []
        yield Played(discord, session, DiscordScene(discord, shown.append), shown)


async def test_a_private_answer_stays_its_askers_however_much_is_said_since(played: Played) -> None:
    asked = await played.asks("a")
    callback = f"/interactions/{asked.id}/{asked.token}/callback"
    await played.bot("POST", callback, {"type": 5, "data": {"flags": EPHEMERAL}})
    original = f"/webhooks/{shapes.APPLICATION}/{asked.token}/messages/@original"
    await played.bot("PATCH", original, {"content": "우리끼리 이야기"})
    for number in range(KEPT + 1):
        await played.discord.chat(f"{number}번째")
    await played.bot("PATCH", original, {"content": "아직 우리끼리"})
    private = [event for event in played.shown if "우리끼리" in event.get("text", "")]
    assert [event["only"] for event in private] == [PEOPLE["a"].id] * 2


async def test_a_modal_is_sent_by_whoever_opened_it(played: Played) -> None:
    asked = await played.asks("a")
    callback = f"/interactions/{asked.id}/{asked.token}/callback"
    await played.bot("POST", callback, {"type": 9, "data": MODAL})
    with pytest.raises(BadInput, match="오래된 창"):
        await played.does("b", "submit", modal=asked.id, values={"words": "남의 사연"})
    await played.does("a", "submit", modal=asked.id, values={"words": "내 사연"})
    assert len(played.discord.interactions.asked) == 2

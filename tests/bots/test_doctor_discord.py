"""`lovelm doctor` on Discord."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from adapters.discord.commands import payloads
from adapters.simulated.discord import API, SimulatedDiscord
from adapters.simulated.discord_shapes import APPLICATION, BOT, GUILD, refuse, reply
from bots.checks.discord import OPEN
from bots.checks.finding import State
from bots.settings import Settings, data_folder
from core.channels.guilds import GuildSettings
from personas.loader import load_all
from storage.database import open_database
from storage.settings import SqlSettings
from tests.bots.findings import about, states, told

CHANNEL = "300000000000000001"


@dataclass(slots=True)
class Portal(SimulatedDiscord):
    """What the developer portal and the servers decide; all of it right, unless changed."""

    flags: int = 1 << 19
    guilds: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": GUILD, "name": "방송국", "permissions": str(sum(OPEN.values()))}
        ]
    )
    roles: list[str] = field(default_factory=lambda: ["bots"])
    overwrites: list[dict[str, Any]] = field(default_factory=list)

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.get(API + "/applications/@me", self._portal),
            web.get(API + "/users/@me/guilds", self._guilds),
            web.get(API + "/channels/{channel}", self._where_is),
            web.get(API + "/guilds/{guild}/members/{user}", self._member),
            *SimulatedDiscord._routes(self),
        ]

    async def _portal(self, _: web.Request) -> web.Response:
        return reply(
            {"id": APPLICATION, "flags": self.flags, "approximate_guild_count": len(self.guilds)}
        )

    async def _guilds(self, _: web.Request) -> web.Response:
        return reply(self.guilds)

    async def _where_is(self, request: web.Request) -> web.Response:
        id = request.match_info["channel"]
        if id not in self.channels:
            return refuse(404, 10003, "Unknown Channel")
        return reply(
            {"id": id, "type": 0, "guild_id": GUILD, "name": self.channels[id],
             "permission_overwrites": self.overwrites}
        )  # fmt: skip

    async def _member(self, request: web.Request) -> web.Response:
        assert request.match_info["user"] == BOT
        return reply({"roles": self.roles})


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Portal]:
    async with Portal().serve() as discord:
        for name, value in discord.settings().items():
            monkeypatch.setenv(name, value)
        yield discord


def overwrite(id: str, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": id, "type": 0, "allow": str(allow), "deny": str(deny)}


async def test_discord_without_anything_done_yet(discord: Portal) -> None:
    found = await about("discord")
    assert states(found) == [
        ("discord", "ok"), ("discord intent", "ok"), ("discord servers", "ok"),
        ("discord commands", "warning"), ("discord channel", "ok"), ("discord alerts", "warning"),
    ]  # fmt: skip
    told(found, "not registered: /상담")
    told(found, "방송국 has no alert channel", "/설정")


async def test_commands_are_compared_with_ours(discord: Portal) -> None:
    discord.commands = payloads(load_all())
    assert (await about("discord commands"))[0].state is State.OK
    discord.commands[0] = discord.commands[0] | {"description": "old"}
    assert told(await about("discord commands"), "another version").state is State.WARNING


@pytest.mark.parametrize(
    ("flags", "count", "state", "word"),
    [
        (0, 1, State.BROKEN, "Message Content Intent is off"),
        (1 << 19, 1, State.OK, "message content on"),
        (1 << 19, 100, State.WARNING, "apply for verification"),
        (1 << 19 | 1 << 16, 1, State.WARNING, "apply for verification"),
        (1 << 18, 500, State.OK, "message content granted"),
    ],
)
async def test_intents(discord: Portal, flags: int, count: int, state: State, word: str) -> None:
    discord.flags = flags
    discord.guilds *= count
    assert told(await about("discord intent"), word).state is state


async def test_a_bot_in_no_server_is_invited(discord: Portal) -> None:
    discord.guilds.clear()
    found = told(await about("discord servers"), "in no server")
    assert f"client_id={APPLICATION}" in found.fix


SEND, SEE, EMBED = OPEN["메시지 보내기"], OPEN["채널 보기"], OPEN["링크 첨부"]


@pytest.mark.parametrize(
    ("overwrites", "missing"),
    [
        ([overwrite(GUILD, deny=SEND)], ["메시지 보내기"]),
        ([overwrite(GUILD, deny=SEND), overwrite("bots", allow=SEND)], []),
        ([overwrite("bots", deny=SEND | EMBED)], ["메시지 보내기", "링크 첨부"]),
        ([overwrite("bots", deny=SEND), overwrite(BOT, allow=SEND)], []),
        ([overwrite(BOT, deny=SEE)], ["채널 보기"]),
        ([overwrite("others", deny=SEND)], []),
        ([overwrite("bots", deny=SEND), overwrite("vip", allow=SEND)], []),
    ],
)
async def test_permissions_in_a_channel(
    discord: Portal, overwrites: list[dict[str, Any]], missing: list[str]
) -> None:
    discord.roles, discord.overwrites = ["bots", "vip"], overwrites
    (found,) = await about("discord channel")
    assert found.state is (State.BROKEN if missing else State.OK)
    assert found.fix.rpartition(": ")[2] == ", ".join(missing)


async def test_an_administrator_may_everything(discord: Portal) -> None:
    discord.guilds[0]["permissions"] = str(1 << 3)
    discord.overwrites = [overwrite(GUILD, deny=SEND)]
    (found,) = await about("discord channel")
    assert found.state is State.OK


@pytest.mark.parametrize("written", ["300000000000000009", "고민방"])
async def test_a_wrong_channel_is_named(discord: Portal, written: str) -> None:
    found = await about("discord channel", discord_channels=written)
    assert told(found, written).state is State.BROKEN


async def test_a_channels_address_is_enough(discord: Portal) -> None:
    url = f"https://discord.com/channels/{GUILD}/{CHANNEL}"
    found = await about("discord channel", url, discord_channels="")
    assert told(found, "#고민 in 방송국", CHANNEL).state is State.OK


async def test_the_alert_channel_is_examined(discord: Portal) -> None:
    options = Settings()
    async with open_database(data_folder(options) / "lovelm.db") as database:
        await SqlSettings(database).save_guild(GUILD, GuildSettings(alert_channel=CHANNEL))
    assert told(await about("discord alerts"), "#고민 in 방송국").state is State.OK
    discord.overwrites = [overwrite(GUILD, deny=SEND)]
    assert told(await about("discord alerts"), "메시지 보내기").state is State.BROKEN


async def test_a_refused_token_is_named(discord: Portal) -> None:
    (found,) = await about("discord", discord_token="planted-token")
    assert found.state is State.BROKEN
    assert "LOVELM_DISCORD_TOKEN" in found.fix
    assert "planted" not in str(found)

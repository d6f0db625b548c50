"""`lovelm doctor`: each thing that can be missing is named, with what to do about it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.discord.commands import payloads
from adapters.simulated.discord import API, SimulatedDiscord
from adapters.simulated.discord_shapes import APPLICATION, BOT, GUILD, refuse, reply
from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch.oauth import SCOPES
from bots.checks import clock
from bots.checks.discord import OPEN
from bots.checks.finding import Finding, State
from bots.commands import doctor
from bots.grants import open_grants
from bots.settings import Settings, data_folder
from core.grants import Grant, Kind
from core.guilds import GuildSettings
from core.labels import Platform
from personas.loader import load_all
from storage.database import open_database
from storage.settings import SqlSettings
from tests.conftest import until
from tests.servers.chzzk import (
    AUTH,
    ME,
    SUBSCRIBE_CHAT,
    SUBSCRIBE_DONATION,
    TOKEN,
    FaultyChzzk,
    refusal,
)

CHANNEL = "300000000000000001"


async def examined(*channels: str, **values: Any) -> list[Finding]:
    """What the doctor finds, besides what is well with this machine."""
    options = Settings(**{"PORT": 0, "oauth_port": 0} | values)
    async with doctor._about(options, channels) as about:
        return [finding async for finding in doctor.examine(about)]


async def about(part: str, *channels: str, **values: Any) -> list[Finding]:
    """What it finds of the parts that begin with `part`."""
    return [found for found in await examined(*channels, **values) if found.part.startswith(part)]


def states(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(found.part, found.state.value) for found in findings]


def told(findings: list[Finding], *words: str) -> Finding:
    """The finding with these words. What is not well has a fix, what is has none."""
    for found in findings:
        assert bool(found.fix) == (found.state in (State.WARNING, State.BROKEN)), found
    (same,) = [f for f in findings if all(word in f"{f.what} {f.fix}" for word in words)]
    return same


async def keep(grant: Grant) -> None:
    options = Settings()
    async with open_grants(options, data_folder(options)) as grants:
        await grants.open(grant.platform, grant.kind, grant.account).save(grant)


# Twitch.


@pytest.fixture
async def twitch(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SimulatedTwitch]:
    users = {"streamer": "1337", "lovelm_bot": "9001"}
    async with SimulatedTwitch(users=users, shown={"streamer": "스트리머"}).serve() as twitch:
        for name, value in twitch.settings().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("LOVELM_TWITCH_CHANNELS", "streamer")
        yield twitch


def allow(twitch: SimulatedTwitch, user: str, kind: Kind, *lacking: str) -> Grant:
    """An account's consent, as Twitch holds it."""
    scopes = [scope for scope in SCOPES[kind] if scope not in lacking]
    login = next(login for login, id in twitch.users.items() if id == user)
    who = {"user_id": user, "login": login, "scopes": scopes}
    tokens = f"planted-access-{user}", f"planted-refresh-{user}"
    twitch.consents.access[tokens[0]] = twitch.consents.refresh[tokens[1]] = who
    return Grant(
        platform=Platform.TWITCH, kind=kind, account=user, name=login, scopes=tuple(scopes),
        access=tokens[0], refresh=tokens[1], good_until=time.time() + 60,
    )  # fmt: skip


async def test_twitch_is_well(twitch: SimulatedTwitch) -> None:
    await keep(allow(twitch, "9001", Kind.BOT))
    await keep(allow(twitch, "1337", Kind.BROADCASTER))
    found = await about("twitch")
    assert states(found) == [
        ("twitch", "ok"),
        ("twitch bot", "ok"),
        *[("twitch channel", "ok")] * 2,
    ]
    told(found, "lovelm_bot (9001)", "read and write")


async def test_twitch_without_any_consent(twitch: SimulatedTwitch) -> None:
    found = await about("twitch")
    bot = told(found, "lovelm_bot (9001)", "user:read:chat", "user:bot")
    assert bot.state is State.BROKEN
    assert "lovelm connect twitch --as bot" in bot.fix
    chat = told(found, "스트리머 (1337)", "channel:bot")
    assert chat.state is State.WARNING
    assert "/mod" in chat.fix
    told(found, "bits:read", "channel:read:subscriptions", "channel:read:redemptions")


async def test_each_missing_scope_is_named(twitch: SimulatedTwitch) -> None:
    await keep(allow(twitch, "9001", Kind.BOT, "user:write:chat"))
    await keep(allow(twitch, "1337", Kind.BROADCASTER, "bits:read"))
    found = await about("twitch", twitch_channels="1337")
    told(found, "has not granted user:write:chat (to answer")
    told(found, "스트리머 (1337) has not granted bits:read (to acknowledge bits)")


async def test_nobody_speaks_and_nobody_is_heard(twitch: SimulatedTwitch) -> None:
    found = await about("twitch", twitch_bot_id="", twitch_channels="")
    assert told(found, "no account speaks").state is State.BROKEN
    assert told(found, "no channel is listened to").state is State.BROKEN


async def test_a_withdrawn_consent_is_told(twitch: SimulatedTwitch) -> None:
    await keep(allow(twitch, "9001", Kind.BOT))
    await keep(allow(twitch, "1337", Kind.BROADCASTER))
    twitch.consents.withdraw()
    found = await about("twitch", twitch_channels="")
    assert states(found) == [
        ("twitch", "ok"), ("twitch bot", "broken"), ("twitch channel", "broken")
    ]  # fmt: skip
    told(found, "lovelm_bot", "Invalid refresh token")
    told(found, "스트리머", "Invalid refresh token")


@pytest.mark.parametrize(
    "written", ["streamer", "1337", "https://www.twitch.tv/streamer", "스트리머", "@Streamer"]
)
async def test_a_channel_is_found_however_it_is_written(
    twitch: SimulatedTwitch, written: str
) -> None:
    allow(twitch, "1337", Kind.BROADCASTER)
    found = await about("twitch channel", written, twitch_channels="9001")
    assert told(found, "스트리머 (1337) is not listened to").state is State.WARNING


async def test_a_channel_written_twice_is_examined_once(twitch: SimulatedTwitch) -> None:
    allow(twitch, "1337", Kind.BROADCASTER)
    found = await about("twitch channel", "https://twitch.tv/streamer", twitch_channels="1337")
    assert states(found) == [("twitch", "ok"), ("twitch bot", "ok"), ("twitch channel", "ok")]
    told(found, "lovelm_bot (9001)", "read and write")


async def test_twitch_without_any_consent(twitch: SimulatedTwitch) -> None:
    found = await about("twitch")
    bot = told(found, "lovelm_bot (9001)", "user:read:chat", "user:bot")
    assert bot.state is State.BROKEN
    assert "lovelm connect twitch --as bot" in bot.fix
    chat = told(found, "스트리머 (1337)", "channel:bot")
    assert chat.state is State.WARNING
    assert "/mod" in chat.fix
    told(found, "bits:read", "channel:read:subscriptions", "channel:read:redemptions")


async def test_each_missing_scope_is_named(twitch: SimulatedTwitch) -> None:
    await keep(allow(twitch, "9001", Kind.BOT, "user:write:chat"))
    await keep(allow(twitch, "1337", Kind.BROADCASTER, "bits:read"))
    found = await about("twitch", twitch_channels="1337")
    told(found, "has not granted user:write:chat (to answer")
    told(found, "스트리머 (1337) has not granted bits:read (to acknowledge bits)")


async def test_nobody_speaks_and_nobody_is_heard(twitch: SimulatedTwitch) -> None:
    found = await about("twitch", twitch_bot_id="", twitch_channels="")
    assert told(found, "no account speaks").state is State.BROKEN
    assert told(found, "no channel is listened to").state is State.BROKEN


async def test_a_withdrawn_consent_is_told(twitch: SimulatedTwitch) -> None:
    await keep(allow(twitch, "9001", Kind.BOT))
    await keep(allow(twitch, "1337", Kind.BROADCASTER))
    twitch.consents.withdraw()
    found = await about("twitch", twitch_channels="")
    assert states(found) == [
        ("twitch", "ok"), ("twitch bot", "broken"), ("twitch channel", "broken")
    ]  # fmt: skip
    told(found, "lovelm_bot", "Invalid refresh token")
    told(found, "스트리머", "Invalid refresh token")


@pytest.mark.parametrize(
    "written", ["streamer", "1337", "https://www.twitch.tv/streamer", "스트리머", "@Streamer"]
)
async def test_a_channel_is_found_however_it_is_written(
    twitch: SimulatedTwitch, written: str
) -> None:
    allow(twitch, "1337", Kind.BROADCASTER)
    found = await about("twitch channel", written, twitch_channels="9001")
    assert told(found, "스트리머 (1337) is not listened to").state is State.WARNING


async def test_a_channel_written_twice_is_examined_once(twitch: SimulatedTwitch) -> None:
    allow(twitch, "1337", Kind.BROADCASTER)
    found = await about("twitch channel", "https://twitch.tv/streamer", twitch_channels="1337")
    assert states(found) == [("twitch channel", "ok")]


async def test_an_unknown_channel_is_named(twitch: SimulatedTwitch) -> None:
    found = await about("twitch", "없는채널", twitch_channels="streamer,nobody")
    assert told(found, "no channel nobody").state is State.BROKEN
    assert told(found, "no channel 없는채널").state is State.BROKEN
    assert told(await about("twitch", twitch_bot_id="lovelm_bott"), "no account lovelm_bott")


async def test_a_wrong_secret_is_named(twitch: SimulatedTwitch) -> None:
    (found,) = await about("twitch", twitch_client_secret="planted-secret")
    assert found.state is State.BROKEN
    assert "LOVELM_TWITCH_CLIENT_SECRET" in found.fix
    assert "planted" not in str(found)


# Chzzk.


@pytest.fixture
async def chzzk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FaultyChzzk]:
    async with FaultyChzzk().serve() as chzzk:
        for name, value in chzzk.settings().items():
            monkeypatch.setenv(name, value)
        yield chzzk


async def test_chzzk_is_well_twice_and_leaves_no_session(chzzk: FaultyChzzk) -> None:
    for _ in range(2):
        found = await about("chzzk", chzzk.name)
        # The local Chzzk grants everything but subscriptions by name; all can be heard.
        assert states(found)[0] == ("chzzk channel", "ok")
        told(found, f"스트리머 ({chzzk.channel})", "heard")
    assert chzzk.tokens_given == 1
    assert not chzzk.sessions.live
    (asked,) = (await about("chzzk", f"https://chzzk.naver.com/live/{chzzk.channel}"))[1:]
    assert asked.state is State.OK


async def test_nobody_consented(chzzk: FaultyChzzk) -> None:
    (found,) = await about("chzzk", chzzk_refresh_token="")
    assert (found.state, found.fix) == (State.BROKEN, "run: lovelm connect chzzk")


async def test_a_dead_consent_is_told(chzzk: FaultyChzzk) -> None:
    (found,) = await about("chzzk", chzzk_refresh_token="planted-spent")
    assert found.state is State.BROKEN
    assert "lovelm connect chzzk" in found.fix
    assert "planted" not in str(found)


@pytest.mark.parametrize(
    ("path", "scope", "state"),
    [
        (ME, "유저 정보 조회", State.WARNING),
        (AUTH, "채팅 메시지 조회", State.BROKEN),
        (SUBSCRIBE_CHAT, "채팅 메시지 조회", State.BROKEN),
        (SUBSCRIBE_DONATION, "후원 조회", State.WARNING),
    ],
)
async def test_a_permission_that_is_refused_may_be_under_review(
    chzzk: FaultyChzzk, path: str, scope: str, state: State
) -> None:
    chzzk.refusals[path].append(refusal(403, "FORBIDDEN"))
    found = told(await about("chzzk"), scope, "not granted", "review is pending")
    assert found.state is state
    assert "403" in found.what


async def test_an_application_under_review_answers_500(chzzk: FaultyChzzk) -> None:
    chzzk.refusals[AUTH].append(refusal(500, "INTERNAL_SERVER_ERROR"))
    told(await about("chzzk"), "채팅 메시지 조회", "review is pending", "500")


async def test_too_many_sessions_are_told(chzzk: FaultyChzzk) -> None:
    chzzk.refusals[AUTH].append(refusal(400, "세션 최대 연결 개수를 초과했습니다."))
    assert told(await about("chzzk"), "three sessions").state is State.WARNING


async def test_a_channel_that_is_not_connected_is_told(chzzk: FaultyChzzk) -> None:
    found = await about("chzzk", "f" * 32)
    assert told(found, "f" * 32, "not connected").state is State.BROKEN


# Discord.


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


# The machine.


@pytest.mark.parametrize(
    ("ahead", "state", "word"),
    [(0, "ok", "right"), (20, "warning", "ahead"), (-20, "warning", "behind"), (-90, "broken", "behind")],
)  # fmt: skip
async def test_the_clock_is_compared(ahead: int, state: str, word: str) -> None:
    @web.middleware
    async def late(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        response.headers["Date"] = formatdate(time.time() - ahead, usegmt=True)
        return response

    async with SimulatedTwitch(middlewares=[late]).serve() as twitch:
        (found,) = await about(
            "clock",
            twitch_client_id="client", twitch_client_secret="secret",
            twitch_id_url=f"{twitch.url}/oauth2", twitch_api_url=f"{twitch.url}/helix",
        )  # fmt: skip
    assert (found.state.value, found.part) == (state, "clock")
    assert word in found.what
    assert bool(found.fix) == (state != "ok")


async def test_a_lost_key_is_told() -> None:
    await keep(
        Grant(platform=Platform.TWITCH, kind=Kind.BOT, account="9001", name="봇", refresh="r")
    )
    (data_folder(Settings()) / "secret.key").unlink()
    found = told(await about("keys"), "twitch 봇")
    assert found.state is State.BROKEN
    assert "lovelm connect" in found.fix


async def test_a_bad_key_is_told() -> None:
    found = await examined(secret_keys="planted")
    assert told(found, "LOVELM_SECRET_KEYS", "no key", "make a key with").part == "keys"
    assert "planted" not in str(found)


async def test_taken_ports_are_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = await examined(PORT=port, oauth_port=port)
    assert told(found, "PORT: ", "set PORT").state is State.BROKEN
    assert told(found, "LOVELM_OAUTH_PORT", "nobody can connect").state is State.WARNING


async def test_a_broken_database_keeps_nothing_else_from_being_examined() -> None:
    path = data_folder(Settings()) / "lovelm.db"
    path.write_bytes(b"not a database" * 100)
    found = await examined(twitch_client_id="id", twitch_client_secret="s")
    assert told(found, "not a usable database").state is State.BROKEN
    assert ("twitch", "off") in states(found)
    assert ("voice", "ok") in states(found)


async def test_a_late_token_is_not_lost(
    chzzk: FaultyChzzk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "WITHIN", 2.0)
    chzzk.held[TOKEN] = asyncio.Event()
    examining = asyncio.create_task(about("chzzk"))
    await until(lambda: chzzk.tokens_given == 1)
    asyncio.get_running_loop().call_later(2.5, chzzk.held[TOKEN].set)
    (found,) = await examining
    assert "no answer within" in found.what
    options = Settings()
    async with open_grants(options, data_folder(options)) as grants:
        (kept,) = await grants.list()
    assert kept.refresh == chzzk.refresh_token


async def test_a_dead_network_is_told_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "WITHIN", 2.0)
    monkeypatch.setattr(clock, "WITHIN", 0.5)
    began = time.monotonic()
    with socket.socket() as silent:
        # It takes connections and never answers.
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mute = f"http://127.0.0.1:{silent.getsockname()[1]}"
        found = await examined(
            twitch_client_id="id", twitch_client_secret="s", twitch_bot_id="1", twitch_channels="a",
            twitch_id_url=mute, twitch_api_url=mute,
            chzzk_client_id="id", chzzk_client_secret="s", chzzk_api_url="http://127.0.0.1:9",
            chzzk_refresh_token="planted", discord_token="planted", discord_api_url=mute,
        )  # fmt: skip
    assert time.monotonic() - began < 8.0
    broken = {f.part: f for f in found if f.part in ("twitch", "chzzk channel", "discord")}
    assert {finding.state for finding in broken.values()} == {State.BROKEN}
    assert "no answer within" in broken["twitch"].what
    assert "cannot be reached" in broken["chzzk channel"].what
    assert len(broken) == 3
    assert told([f for f in found if f.part == "clock"], "no platform answered")
    assert all("network" in finding.fix for finding in broken.values())
    assert "planted" not in str(found)

"""`lovelm doctor` on Twitch."""

import time
from collections.abc import AsyncIterator

import pytest

from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch.oauth import SCOPES
from bots.checks.finding import State
from core.grants import Grant, Kind
from core.labels import Platform
from tests.bots.findings import about, keep, states, told


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
        ("twitch channel", "ok"),
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

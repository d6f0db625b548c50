"""Discord's gateway in, messages and interactions out, through the real composition."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import SimulatedDiscord
from bots.app import App
from tests.conftest import until
from tests.e2e.conftest import running
from tests.servers.discord_desk import MANAGER, OWNER, Person

ALERTS = "300000000000000007"


@pytest.fixture
async def discord() -> AsyncIterator[SimulatedDiscord]:
    channels = {"300000000000000001": "고민", ALERTS: "알림"}
    async with SimulatedDiscord(channels=channels).serve() as discord:
        yield discord


@pytest.fixture
async def app(discord: SimulatedDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    """`lovelm run` with Discord's settings alone."""
    for name, value in discord.settings().items():
        monkeypatch.setenv(name, value)
    async with running(demo=False) as app:
        await until(lambda: app.adapters["discord"].connected)  # type: ignore[attr-defined]
        yield app


async def test_a_worry_in_the_channel_and_a_private_one(
    app: App, discord: SimulatedDiscord
) -> None:
    await discord.chat("남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?")
    (said,) = await discord.heard(1)
    assert not said.ephemeral
    await discord.slash("상담", 고민="썸남한테 고백할까 말까 고민이에요")
    private = (await discord.heard(2))[1]
    assert private.ephemeral


async def test_a_crisis_in_a_slash_command_stays_private(
    app: App, discord: SimulatedDiscord
) -> None:
    await discord.slash("상담", 고민="죽고 싶어요")
    (answer,) = await discord.heard(1)
    assert answer.ephemeral
    assert "109" in answer.text


async def test_slash_films_come_as_cards(app: App, discord: SimulatedDiscord) -> None:
    await discord.slash("영화", 기분="우울할 때 볼 만한")
    (answer,) = await discord.heard(1)
    assert answer.message["embeds"]


async def test_managers_hear_of_a_crisis_and_can_say_it_was_none(
    app: App, discord: SimulatedDiscord
) -> None:
    owner = Person(discord, OWNER)
    await owner.use("설정")
    await owner.press("서버 설정")
    await owner.choose("위기 알림 채널", ALERTS)
    await discord.chat("죽고 싶어요", name="두부")
    await until(lambda: any(said.channel == ALERTS for said in discord.said))
    alarm = next(said for said in discord.said if said.channel == ALERTS)
    assert "두부" in alarm.text
    assert "죽고" not in alarm.text
    count = len(discord.said)
    await discord.chat("남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?", name="두부")
    await Person(discord, MANAGER, alarm).press("위기가 아니었어요")
    await discord.chat("러블름아 남친이 답장을 안 하는데 어떻게 할까요?", name="두부")
    await until(lambda: any(said.text.startswith("**") for said in discord.said[count:]))


async def test_a_channel_switched_off_at_the_desk_is_silent(
    app: App, discord: SimulatedDiscord
) -> None:
    owner = Person(discord, OWNER)
    await owner.use("설정")
    await owner.choose("다른 봇도", "아니요, 러블름만 써요")
    await owner.choose("모드", "꺼짐")
    await owner.press("이대로 시작")
    await discord.chat("러블름아 남친이 답장을 안 하는데 어떻게 할까요?")
    asked = await discord.slash("상담", 고민="남친이 답장을 안 해요")
    await until(lambda: asked.answer is not None)
    assert asked.answer is not None
    assert "쉬고 있어요" in asked.answer.text
    assert all(said.ephemeral for said in discord.said)


async def test_a_private_message_is_answered_in_private(
    app: App, discord: SimulatedDiscord
) -> None:
    await discord.whisper("죽고 싶어요")
    (answer,) = await discord.heard(1)
    assert answer.channel == shapes.direct("400000000000000001")
    assert "109" in answer.text
    await discord.whisper("남친이 3일째 답이 없어요", user="400000000000000002", name="손님")
    other = (await discord.heard(2))[1]
    assert other.channel == shapes.direct("400000000000000002")
    assert other.text.startswith("**")


async def test_status_tells_what_is_connected(app: App, discord: SimulatedDiscord) -> None:
    text = await Person(discord, MANAGER).use("상태")
    assert "✅ **디스코드** 연결됐어요." in text

"""Discord's gateway in, messages and interactions out, through the real composition."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulated.discord import SimulatedDiscord
from bots.compose import App
from tests.conftest import until
from tests.e2e.conftest import running


@pytest.fixture
async def discord() -> AsyncIterator[SimulatedDiscord]:
    async with SimulatedDiscord().serve() as discord:
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

"""What these tests share."""

from collections.abc import AsyncIterator

import pytest

from tests.management import management
from tests.servers.chzzk import FaultyChzzk
from tests.servers.chzzk_stage import A, B, hurry
from tests.servers.discord import Stage
from tests.servers.discord_desk import MANAGER, OWNER, Person
from tests.servers.overlay import door, overlay
from tests.servers.studio_house import house

__all__ = ["door", "house", "management", "overlay"]


@pytest.fixture
def owner(stage: Stage) -> Person:
    """The guild's owner, on Discord."""
    return Person(stage.discord, OWNER)


@pytest.fixture
def manager(stage: Stage) -> Person:
    """Who manages the guild, on Discord."""
    return Person(stage.discord, MANAGER)


@pytest.fixture
async def a() -> AsyncIterator[FaultyChzzk]:
    """A streamer's account on Chzzk, for channel A."""
    async with FaultyChzzk(channel=A, name="가온").serve() as chzzk:
        yield chzzk


@pytest.fixture
async def b() -> AsyncIterator[FaultyChzzk]:
    """Another's, for channel B."""
    async with FaultyChzzk(channel=B, name="나래").serve() as chzzk:
        yield chzzk


@pytest.fixture
def hurried_chzzk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chzzk's long waits, shortened."""
    hurry(monkeypatch)


@pytest.fixture
def hurried_twitch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twitch's long waits, shortened."""
    from tests.servers.twitch import hurry

    hurry(monkeypatch)

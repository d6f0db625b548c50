"""What managers see of gifts and held words, and what everybody sees: the ranking."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channel import Channel
from core.commands import table
from core.commands.typed import Services, Typed
from core.console import Console
from core.gifts import Gift, GiftState
from core.guilds import Actor, Place
from core.labels import Platform
from core.replies import Reply
from core.rights import Forbidden
from storage.settings import SqlSettings
from tests.conftest import FakeClock, gift, line
from tests.core.test_narrator import reply
from tests.stores import Stores, stores

HERE = Place(Platform.DISCORD, "1")
MANAGER = Actor(id="discord:m", name="매니저", guild="g", manages=True)
MEMBER = Actor(id="discord:x", name="시청자", guild="g")


@dataclass
class Desk:
    console: Console
    kept: Stores
    channel: Channel
    services: Services
    spoken: list[str]


@pytest.fixture
async def desk(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Desk]:
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        console = Console(
            kept.channels, kept.linking, kept.people, brain.aftercare,
            SqlSettings(kept.engine), {}, {},
        )  # fmt: skip
        spoken: list[str] = []
        console.donations = kept.donations
        console.speak = lambda _, reply: spoken.append(reply.turn_id)
        services = Services(
            brain.personas, kept.channels, kept.linking, kept.donations, brain.corner, kept.privacy
        )
        channel = kept.channels.of(HERE.platform, HERE.channel)
        yield Desk(console, kept, channel, services, spoken)


async def check(desk: Desk, **fields: Any) -> Gift:
    """A gift that is to be checked."""
    where = {"platform": HERE.platform, "channel": HERE.channel} | fields
    event = replace(gift(5_000, "힘내요"), **where)
    stored = Gift(event=event, state=GiftState.CHECK)
    await desk.kept.gifts.add([stored])
    return stored


async def test_a_manager_checks_a_donation_off(desk: Desk) -> None:
    stored = await check(desk)
    await check(desk, channel="another")
    (shown,) = await desk.console.donations_to_check(MANAGER, HERE)
    assert (shown.id, shown.name, shown.given) == (stored.event.id, "donor", "5,000원")
    with pytest.raises(Forbidden):
        await desk.console.donation_checked(MEMBER, HERE, shown.id)
    assert await desk.console.donation_checked(MANAGER, HERE, shown.id)
    assert not await desk.console.donation_checked(MANAGER, HERE, shown.id)
    assert await desk.console.donations_to_check(MANAGER, HERE) == []


async def test_a_gift_of_another_channel_cannot_be_checked_off(desk: Desk) -> None:
    other = await check(desk, channel="another")
    assert not await desk.console.donation_checked(MANAGER, HERE, other.event.id)


async def test_a_manager_lets_held_words_be_spoken_or_not(desk: Desk) -> None:
    held: list[Reply] = [reply("a"), reply("b")]
    for one in held:
        desk.channel.hold(one)
    assert [one.id for one in desk.console.held(MANAGER, HERE)] == ["a", "b"]
    with pytest.raises(Forbidden):
        desk.console.release(MEMBER, HERE, "a")
    assert desk.console.release(MANAGER, HERE, "a")
    assert desk.console.discard(MANAGER, HERE, "b")
    assert not desk.console.release(MANAGER, HERE, "b")
    assert desk.spoken == ["a"]
    assert desk.console.held(MANAGER, HERE) == []


async def ranked(desk: Desk, text: str) -> str | None:
    found = table.find(text, desk.channel.settings)
    assert found is not None
    command, words = found
    event = line(text, platform=HERE.platform, channel=HERE.channel)
    said = command.run(Typed(event, words, desk.channel, desk.services, event.at, lambda _: None))
    return await said if isawaitable(said) else said


@pytest.mark.parametrize("text", ["!후원순위", "!ranking", "!럽 후원순위"])
async def test_the_ranking_is_shown_where_it_is_wanted(desk: Desk, text: str) -> None:
    assert await ranked(desk, text) is None
    desk.channel.decide(replace(desk.channel.settings, ranking=True))
    assert await ranked(desk, text) == "오늘은 아직 후원이 없어요."
    await check(desk)
    assert await ranked(desk, text) == "오늘의 후원: 1위 donor님 5,000원"

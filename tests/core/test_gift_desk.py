"""What managers see of gifts and held words, and what everybody sees: the ranking."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.console import Console
from core.channels.floor import Floor
from core.channels.guilds import Actor, Place
from core.channels.rights import Forbidden
from core.commands import table
from core.commands.typed import Typed
from core.fleet.newsroom import Newsroom
from core.gifts.gift import Gift, GiftState
from core.labels import Platform
from core.replies import Reply
from storage.settings import SqlSettings
from tests.conftest import FakeClock, gift, line
from tests.core.narrating import reply
from tests.stores import Stores, stores

HERE = Place(Platform.DISCORD, "1")
MANAGER = Actor(id="discord:m", name="매니저", guild="g", manages=True)
MEMBER = Actor(id="discord:x", name="시청자", guild="g")


@dataclass
class Desk:
    console: Console
    kept: Stores
    channel: Channel
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
        console.floor = Floor(kept.channels, Newsroom(), lambda _: True, shows=True)
        console.floor.speak = lambda _, reply: spoken.append(reply.turn_id)
        channel = kept.channels.of(HERE.platform, HERE.channel)
        yield Desk(console, kept, channel, spoken)


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
    assert [one.id for one in await desk.console.held(MANAGER, HERE)] == ["a", "b"]
    with pytest.raises(Forbidden):
        await desk.console.release(MEMBER, HERE, "a")
    assert await desk.console.release(MANAGER, HERE, "a")
    assert await desk.console.discard(MANAGER, HERE, "b")
    assert not await desk.console.release(MANAGER, HERE, "b")
    assert desk.spoken == ["a"]
    assert await desk.console.held(MANAGER, HERE) == ()


async def ranked(desk: Desk, text: str) -> str | None:
    found = table.find(text, desk.channel.settings)
    assert found is not None
    command, words = found
    event = line(text, platform=HERE.platform, channel=HERE.channel)
    said = command.run(
        Typed(event, words, desk.channel, desk.kept.services, event.at, lambda _: None)
    )
    return await said if isawaitable(said) else said


@pytest.mark.parametrize("text", ["!후원순위", "!ranking", "!럽 후원순위"])
async def test_the_ranking_is_shown_where_it_is_wanted(desk: Desk, text: str) -> None:
    assert await ranked(desk, text) is None
    desk.channel.decide(replace(desk.channel.settings, ranking=True))
    assert await ranked(desk, text) == "오늘은 아직 후원이 없어요."
    await check(desk)
    assert await ranked(desk, text) == "오늘의 후원: 1위 donor님 5,000원"
    month = await ranked(desk, f"{text} 이번 달")
    assert month == "이번 달의 후원: 1위 donor님 5,000원"


async def test_words_of_a_gift_are_shown_when_a_manager_says_so(
    desk: Desk, clock: FakeClock
) -> None:
    approved: list[str] = []
    approval, floor = desk.kept.donations.approval, desk.console.floor
    floor.approval, floor.approved = approval, lambda event: approved.append(event.id)
    where = {"platform": HERE.platform, "channel": HERE.channel}
    shown, hidden = (
        replace(gift(5_000, "제 번호는 010-1234-5678", at=clock.now), **where) for _ in range(2)
    )
    asked = [approval.asked(Gift(event=one)) for one in (shown, hidden)]
    await desk.kept.gifts.add(asked)
    await approval.look(lambda _: True)
    first, _ = await desk.console.gift_words(MANAGER, HERE)
    assert (first.id, first.name, first.given) == (shown.id, "donor", "5,000원")
    assert "1234" not in first.text
    for refused in (
        desk.console.approve_gift(MEMBER, HERE, shown.id),
        desk.console.gift_words(MEMBER, HERE),
    ):
        with pytest.raises(Forbidden):
            await refused
    assert await desk.console.approve_gift(MANAGER, HERE, shown.id)
    assert await desk.console.approve_gift(MANAGER, HERE, hidden.id, on=False)
    assert not await desk.console.approve_gift(MANAGER, HERE, hidden.id)
    assert approved == [shown.id]
    assert await desk.console.gift_words(MANAGER, HERE) == ()

"""Words of gifts that were let pass and then skipped or taken back are offered no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bots.brain import Brain
from core.channels.channel import Channel
from core.channels.floor import Deed, Floor
from core.commands.table import find
from core.commands.typed import Typed
from core.events import Event
from core.fleet.newsroom import Newsroom
from core.gifts.gift import WordState
from core.labels import Platform, Role
from core.replies import Notice, Receipt
from tests.conftest import FakeClock, gift, line, until
from tests.stores import Stores, stores

HERE = (Platform.ROOM, "room")
BACK_FOR = 0.2


@dataclass
class Room:
    """A channel whose managers look at words first; `told` are the service's own lines."""

    kept: Stores
    floor: Floor
    clock: FakeClock
    told: list[Receipt | Notice]

    @property
    def channel(self) -> Channel:
        return self.kept.channels.of(*HERE)

    async def let_pass(self) -> Event:
        """A gift whose words wait for their turn."""
        given = gift(5_000, "힘내요", "a", self.clock.now)
        self.kept.donations.record(given)
        await self.kept.donations.stored(given.id)
        await until(lambda: bool(self.kept.donations.approval.waiting(*HERE)))
        await self.do("approve_gift", given.id, on=True)
        assert [one.events[0].id for one in self.channel.gate.waiting()] == [f"words:{given.id}"]
        return given

    async def do(self, what: str, id: str = "", on: bool = False) -> None:
        deed = Deed(do=what, platform=HERE[0], channel=HERE[1], id=id, on=on)
        assert (await self.floor.do(deed)).done

    async def type(self, text: str, who: str = "a") -> str | None:
        roles = frozenset({Role.MANAGER}) if who == "m" else frozenset()
        event = line(text, who, name=who, roles=roles)
        found = find(text, self.channel.settings)
        assert found is not None
        about = (event, found[1], self.channel, self.kept.services, event.at)
        said = found[0].run(Typed(*about, self.told.append))
        return await said if isawaitable(said) else said

    async def words(self, given: Event) -> WordState:
        found = await self.kept.gifts.get(given.id)
        assert found is not None
        return found.words

    async def settled(self) -> None:
        await until(lambda: not self.kept.donations.approval.unsettled)


@pytest.fixture
async def room(tmp_path: Path, brain: Brain, clock: FakeClock) -> AsyncIterator[Room]:
    async with stores(tmp_path / "test.db", brain, clock) as kept, AsyncExitStack() as stack:
        floor = Floor(kept.channels, Newsroom(), lambda _: True, shows=True, back_for=BACK_FOR)
        floor.approval = kept.donations.approval
        floor.unanswered = kept.services.unanswered
        there = Room(kept, floor, clock, [])
        floor.approved = lambda given: there.channel.gate.words(given, clock.now)
        floor.tell = there.told.append
        await kept.channels.edit(*HERE, lambda settings: replace(settings, approve_gifts=True))
        task = asyncio.create_task(kept.donations.run())
        stack.push_async_callback(asyncio.wait, {task})
        stack.callback(task.cancel)
        yield there


async def offered(tmp_path: Path, brain: Brain, clock: FakeClock) -> list[Event]:
    """What a process that starts now asks managers about."""
    async with stores(tmp_path / "test.db", brain, clock) as kept:
        await kept.donations.resume(())
        return kept.donations.approval.waiting(*HERE)


@pytest.mark.parametrize(
    "how", ["skip", "skip for a moment", "!다음", "!취소", "!봇무시", "ignore"]
)
async def test_they_are_not_offered_after_a_restart(
    room: Room, how: str, tmp_path: Path, brain: Brain, clock: FakeClock
) -> None:
    given = await room.let_pass()
    match how:
        case "skip":
            await room.do("skip", f"words:{given.id}")
        case "skip for a moment":
            await room.do("skip", f"words:{given.id}", on=True)
            assert await room.words(given) is WordState.SHOWN
            await until(lambda: not room.channel.gate.aside.lines())
        case "ignore":
            await room.do("pass_over", "a")
        case "!봇무시":
            about = line("안녕하세요", "a", name="a")
            room.channel.gate._names.spoke("a", about.viewer.id)
            await room.type("!봇무시 a", "m")
        case _:
            await room.type(how, "a" if how == "!취소" else "m")
    await room.settled()
    assert await room.words(given) is WordState.HIDDEN
    assert await offered(tmp_path, brain, clock) == []


async def test_one_that_came_back_is_still_to_be_answered(
    room: Room, tmp_path: Path, brain: Brain, clock: FakeClock
) -> None:
    given = await room.let_pass()
    await room.do("skip", f"words:{given.id}", on=True)
    await room.do("unskip", f"words:{given.id}")
    await room.settled()
    assert await room.words(given) is WordState.SHOWN
    assert await offered(tmp_path, brain, clock) == [given]


async def test_a_database_that_is_away_gets_it_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = await room.let_pass()
    tries = 0
    decide = room.kept.gifts.decide

    async def second(id: str, before: WordState, words: WordState) -> bool:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("away")
        return await decide(id, before, words)

    monkeypatch.setattr("core.gifts.donations.RETRY_AFTER", 0.01)
    monkeypatch.setattr(room.kept.gifts, "decide", second)
    await room.do("skip")
    await room.settled()
    assert tries == 2
    assert await room.words(given) is WordState.HIDDEN


async def test_what_was_skipped_a_moment_ago_can_be_taken_back(room: Room) -> None:
    asked = line("썸남이 연락을 안 해요", "v")
    room.channel.gate.ask(asked, asked.text, None, asked.at)
    await room.do("skip", asked.id, on=True)
    assert await room.type("!취소", "v") == "취소했어요."
    assert await room.type("!취소", "v") == "취소할 이야기가 없어요."
    await asyncio.sleep(BACK_FOR + 0.1)
    assert room.told == [], "who took it back knows"

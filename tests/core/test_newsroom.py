"""What the processes of one installation tell and ask one another."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec import Struct

from adapters.topics.memory_broadcast import HELD as KEPT
from adapters.topics.memory_broadcast import MemoryBroadcast
from core.errors import TopicError
from core.fleet.news import News
from core.fleet.newsroom import HELD, Newsroom
from tests.conftest import until


class Fact(Struct):
    text: str


@asynccontextmanager
async def at_work(*rooms: Newsroom) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(room.run()) for room in rooms]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def broadcast() -> MemoryBroadcast:
    return MemoryBroadcast()


@pytest.fixture
async def here(broadcast: MemoryBroadcast) -> AsyncIterator[Newsroom]:
    async with at_work(room := Newsroom(broadcast)):
        yield room


@pytest.fixture
async def there(broadcast: MemoryBroadcast) -> AsyncIterator[Newsroom]:
    async with at_work(room := Newsroom(broadcast)):
        yield room


async def test_others_hear_in_order_what_is_told_and_whoever_tells_does_not(
    here: Newsroom, there: Newsroom
) -> None:
    heard: list[str] = []
    own: list[str] = []
    there.on("fact", Fact, lambda fact: heard.append(fact.text))
    here.on("fact", Fact, lambda fact: own.append(fact.text))
    for number in range(100):
        here.tell("fact", Fact(str(number)))
    here.tell("nobody listens to this")
    await until(lambda: len(heard) == 100)
    assert heard == [str(number) for number in range(100)]
    assert own == []


async def test_what_waits_for_a_database_does_not_keep_the_next_waiting(
    here: Newsroom, there: Newsroom
) -> None:
    slow, heard = asyncio.Event(), asyncio.Event()

    async def waits(_: None) -> None:
        await slow.wait()
        heard.set()

    quick: list[int] = []
    there.on("slow", None, waits)
    there.on("quick", int, quick.append)
    here.tell("slow")
    here.tell("quick", 1)
    await until(lambda: quick == [1])
    assert not heard.is_set()
    slow.set()
    await heard.wait()


async def test_one_ears_fault_and_rubbish_do_not_end_it(
    broadcast: MemoryBroadcast, here: Newsroom, there: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[int] = []

    async def fails(_: int) -> None:
        raise ValueError

    there.on("at once", int, lambda _: 1 // 0)
    there.on("later", int, fails)
    there.on("number", int, heard.append)
    here.tell("at once", 1)
    here.tell("later", 1)
    here.tell("number", "a word of somebody")
    here.tell("number", object())
    await broadcast.send("number", {"nobody": "told this"})
    here.tell("number", 2)
    await until(lambda: heard == [2])
    await until(lambda: caplog.text.count("not heard") == 5)
    assert "news not told" in caplog.text
    assert "a word of somebody" not in caplog.text


async def test_the_first_answer_counts_and_nobody_need_give_one(
    broadcast: MemoryBroadcast, here: Newsroom, there: Newsroom
) -> None:
    async def silent(_: str) -> None:
        return None

    async def loud(word: str) -> str:
        return word.upper()

    third = Newsroom(broadcast)
    there.answer("shout", str, silent)
    third.answer("shout", str, loud)
    async with at_work(third):
        assert await here.ask("shout", "a", str) == "A"
        both = await here.gather("shout", "a", str, most=2, within=0.1)
    assert both == ["A"], "as many as come in time"
    assert await here.gather("shout", "a", str, most=0) == []


async def test_answers_go_to_whoever_asked_and_late_ones_to_nobody(
    broadcast: MemoryBroadcast, here: Newsroom, there: Newsroom
) -> None:
    slow = asyncio.Event()

    async def doubled(number: int) -> int:
        if number == 1:
            await slow.wait()
        return 2 * number

    async with at_work(third := Newsroom(broadcast)):
        third.answer("double", int, doubled)
        assert await here.gather("double", 1, int, most=1, within=0.05) == []
        slow.set()
        asked = (here.ask("double", 2, int), there.ask("double", 3, int))
        assert await asyncio.gather(*asked) == [4, 6]


async def test_news_that_were_missed_are_read_again(
    broadcast: MemoryBroadcast, here: Newsroom, there: Newsroom
) -> None:
    read: list[str] = []

    async def fails() -> None:
        raise ValueError

    async def again() -> None:
        read.append("again")

    there.missed += [fails, again]
    for _ in range(KEPT + 1):
        broadcast.pass_on(News("nothing"))
    await until(lambda: read == ["again"])
    assert "nothing" not in read


async def test_what_was_told_before_it_began_is_read(broadcast: MemoryBroadcast) -> None:
    read: list[str] = []

    async def again() -> None:
        read.append("again")

    begun = Newsroom(broadcast)
    begun.missed.append(again)
    await asyncio.sleep(0.01)
    assert read == []
    async with at_work(begun):
        await until(lambda: read == ["again"])


async def test_what_could_not_be_told_is_read_by_the_others_once_redis_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    here, there = Newsroom(broken := Broken()), Newsroom(broken)
    heard: list[int] = []
    read: list[int] = []

    async def again() -> None:
        read.append(len(heard))

    there.on("number", int, heard.append)
    there.missed.append(again)
    for number in range(HELD + 10):
        here.tell("number", number)
    assert "news dropped" in caplog.text
    async with at_work(there, here):
        await until(lambda: len(heard) == HELD - 3)
        await until(lambda: len(read) > 1)
    assert heard == [*range(13, HELD + 10)], "ten gave way, three could not be sent"
    assert len(read) == 2, "when it began, and after what was lost"


async def test_who_hears_nothing_of_itself_is_not_connected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Newsroom().connected, "nobody is missed"
    monkeypatch.setattr("core.fleet.newsroom.ECHO_WITHIN", 0.2)
    broken = Broken()
    async with at_work(here := Newsroom(broken)):
        here.tell("fact")
        await asyncio.sleep(0.01)
        assert not here.connected
        broken.refusals = 0
        here.tell("fact")
        await until(lambda: here.connected)
        await until(lambda: not here.connected)


class Broken(MemoryBroadcast):
    """Takes nothing the first three times."""

    refusals = 3

    async def send(self, kind: str, payload: object = None) -> None:
        if self.refusals:
            self.refusals -= 1
            raise TopicError
        await super().send(kind, payload)
        await asyncio.sleep(0)  # or who listens falls behind


async def test_a_process_that_goes_tells_what_waits_and_that_it_goes(
    broadcast: MemoryBroadcast, there: Newsroom
) -> None:
    heard: list[str] = []
    there.on("setting", str, heard.append)
    there.on("gone", str, heard.append)
    here = Newsroom(broadcast)
    here.tell("setting", "paused")
    await here.tell_at_once("gone", here.me)
    await until(lambda: heard == ["paused", here.me])


async def test_a_process_that_goes_waits_for_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away(MemoryBroadcast):
        async def send(self, kind: str, payload: object = None) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr("core.fleet.newsroom.WITHIN", 0.05)
    here = Newsroom(Away())
    for number in range(100):
        here.tell("number", number)
    async with asyncio.timeout(1.0):
        await here.tell_at_once("gone", here.me)


async def test_alone_there_is_nobody_to_tell_or_ask() -> None:
    alone = Newsroom()
    alone.tell("fact", Fact("nobody hears"))
    await alone.tell_at_once("fact", None)
    assert alone.alone
    assert await alone.ask("anything", 1, int) is None
    await alone.run()

"""What every topic must do, in memory and in Redis, alone or a cluster."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack

import msgspec
import pytest
from msgspec import Struct

from adapters.topics.memory import MemoryTopic
from adapters.topics.redis_connection import connected
from adapters.topics.redis_streams import RedisTopic
from core.ports import TRIES, Delivery, Topic
from core.replies import Reply
from core.turns import Turn
from tests.conftest import until
from tests.core.test_mouth import reply
from tests.storage.test_turns import turn


class Job(Struct, frozen=True):
    """An item; its channel is its lane."""

    channel: str
    number: int


Open = Callable[..., Topic[Job]]


def channel(job: Job) -> str:
    return job.channel


class Listening:
    """A listener in a task, and what it got."""

    def __init__(
        self, topic: Topic[Job], group: str, lanes: Collection[str] | None = None, acks: bool = True
    ) -> None:
        self.got: list[Delivery[Job]] = []
        self._acks = acks
        self._task = asyncio.create_task(self._listen(topic, group, lanes))

    async def _listen(self, topic: Topic[Job], group: str, lanes: Collection[str] | None) -> None:
        async for delivery in topic.listen(group, lanes):
            self.got.append(delivery)
            await asyncio.sleep(0)  # its work
            if self._acks:
                await delivery.ack()

    @property
    def numbers(self) -> list[int]:
        return [delivery.item.number for delivery in self.got]

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


@pytest.fixture(params=["memory", "redis", "cluster"])
async def topic(request: pytest.FixtureRequest) -> AsyncIterator[Topic[Job]]:
    groups = ("engine", "overlay")
    if request.param == "memory":
        yield MemoryTopic(groups, channel)
        return
    if request.param == "redis":
        url = request.getfixturevalue("redis").url
    else:
        url = request.getfixturevalue("redis_cluster")[1].cluster_url
    async with connected(url) as connection:
        async with RedisTopic(connection, secrets.token_hex(4), groups, Job, channel) as made:
            yield made


@pytest.fixture
async def listening(topic: Topic[Job]) -> AsyncIterator[Callable[..., Listening]]:
    """Starts listeners that end with the test."""
    async with AsyncExitStack() as stack:

        def start(group: str = "engine", *about: object, **more: object) -> Listening:
            listener = Listening(topic, group, *about, **more)  # type: ignore[arg-type]
            stack.push_async_callback(listener.stop)
            return listener

        yield start


async def test_each_group_gets_every_item_in_order(
    topic: Topic[Job], listening: Callable[..., Listening]
) -> None:
    engine = listening("engine")
    for number in range(5):
        await topic.put(Job("a", number))
    await topic.put_all([Job("a", number) for number in range(5, 250)])
    overlay = listening("overlay")  # what was put before it came as well
    await until(lambda: len(engine.got) == len(overlay.got) == 250)
    assert engine.numbers == overlay.numbers == list(range(250))
    assert {delivery.attempt for delivery in engine.got} == {1}
    assert engine.got[7].item == Job("a", 7)
    assert await topic.dead_letters() == 0


async def test_what_is_not_acknowledged_yet_is_counted(
    topic: Topic[Job], listening: Callable[..., Listening]
) -> None:
    assert await topic.waiting() == 0
    await topic.put_all([Job(f"{number % 2}", number) for number in range(3)])
    assert await topic.waiting() == 6
    engine = listening("engine")
    await until(lambda: len(engine.got) == 3)
    async with asyncio.timeout(5.0):
        while await topic.waiting() != 3:
            await asyncio.sleep(0.01)


async def test_a_group_shares_its_items(
    topic: Topic[Job], listening: Callable[..., Listening]
) -> None:
    listeners = [listening() for _ in range(4)]
    await topic.put_all([Job(f"{number % 7}", number) for number in range(400)])
    await until(lambda: sum(len(one.got) for one in listeners) == 400)
    assert sorted(number for one in listeners for number in one.numbers) == list(range(400))
    assert all(one.got for one in listeners)


async def test_one_who_is_slow_keeps_nothing_from_the_others(
    topic: Topic[Job], listening: Callable[..., Listening]
) -> None:
    held = []

    async def slow() -> None:
        async for delivery in topic.listen("engine"):
            held.append(delivery)
            await asyncio.Event().wait()

    task = asyncio.create_task(slow())
    await topic.put_all([Job(f"{number}", number) for number in range(3)])
    await until(lambda: len(held) == 1)
    quick = listening()
    await topic.put_all([Job(f"{number}", number) for number in range(3, 20)])
    await until(lambda: len(quick.got) == 19)
    assert {*quick.numbers, held[0].item.number} == set(range(20))
    task.cancel()


async def test_lanes_come_and_go_while_listening(
    topic: Topic[Job], listening: Callable[..., Listening]
) -> None:
    lanes = {"a"}
    listener = listening("engine", lanes)
    await topic.put_all([Job("a", 1), Job("b", 2), Job("c", 3)])
    await until(lambda: listener.numbers == [1])
    lanes.add("b")
    await until(lambda: listener.numbers == [1, 2])
    lanes.remove("a")
    await topic.put_all([Job("a", 4), Job("b", 5)])
    await until(lambda: listener.numbers == [1, 2, 5])
    rest = listening()
    await until(lambda: sorted(rest.numbers) == [3, 4])
    assert listener.numbers == [1, 2, 5]


async def test_a_new_lane_is_heard_at_once(
    topic: Topic[Job], listening: Callable[..., Listening], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.topics.redis_reader.LOOK_EVERY", 3.0)
    listener = listening()
    await topic.put(Job("first", 0))
    await until(lambda: listener.numbers == [0])
    await asyncio.sleep(0.1)  # it waits where it has heard something
    began = asyncio.get_running_loop().time()
    await topic.put(Job("new", 1))
    await until(lambda: listener.numbers == [0, 1])
    assert asyncio.get_running_loop().time() - began < 2.0


async def test_what_fails_comes_again_and_is_given_up(topic: Topic[Job]) -> None:
    tried: list[Delivery[Job]] = []
    done: list[int] = []

    async def work() -> None:
        async for delivery in topic.listen("engine"):
            if delivery.item.number == 0:
                tried.append(delivery)
                await delivery.fail("no use")
            else:
                done.append(delivery.item.number)
                await delivery.ack()

    task = asyncio.create_task(work())
    await topic.put_all([Job("a", number) for number in range(10)])
    await until(lambda: len(done) == 9)
    await until(lambda: len(tried) == TRIES)
    async with asyncio.timeout(5.0):
        while await topic.dead_letters() != 1:
            await asyncio.sleep(0.01)
    assert [delivery.attempt for delivery in tried] == [1, 2, 3]
    fences = [delivery.fence for delivery in tried]
    assert fences == sorted(set(fences))
    assert done == list(range(1, 10))
    task.cancel()


async def test_the_other_group_does_not_care_who_fails(
    topic: Topic[Job], listening: Callable[..., Listening]
) -> None:
    await topic.put(Job("a", 0))
    failing = topic.listen("engine")
    await (await anext(failing)).fail("no use")
    overlay = listening("overlay")
    await until(lambda: overlay.numbers == [0])
    second = await anext(failing)
    assert second.attempt == 2
    await second.ack()


@pytest.mark.parametrize("kind", [Turn, Reply])
async def test_turns_and_replies_arrive_as_they_were(redis: object, kind: type) -> None:
    item = turn("a") if kind is Turn else reply()
    async with connected(redis.url) as connection:  # type: ignore[attr-defined]
        async with RedisTopic(connection, secrets.token_hex(4), ("engine",), kind) as topic:
            await topic.put(item)
            async with contextlib.aclosing(topic.listen("engine")) as listener:
                delivery = await anext(listener)
            assert delivery.item == item
            assert msgspec.json.encode(delivery.item) == msgspec.json.encode(item)
            await delivery.ack()


async def test_in_memory_what_was_given_up_is_counted_for_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    topic = MemoryTopic[Job](("engine",))
    listener = topic.listen("engine")
    await topic.put(Job("a", 0))
    for _ in range(TRIES):
        await (await anext(listener)).fail("no use")
    assert await topic.dead_letters() == 1
    monkeypatch.setattr("adapters.topics.memory.REMEMBERED", -1.0)
    assert await topic.dead_letters() == 0

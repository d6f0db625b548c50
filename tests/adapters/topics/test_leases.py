"""Names divided among processes."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from redis import Redis

from adapters.topics.memory_leases import MemoryLeases
from adapters.topics.redis_connection import connected
from adapters.topics.redis_leases import RedisLeases
from core.ports import Leases
from tests.adapters.topics.process import started
from tests.conftest import until
from tests.redis_server import RedisServer, serving

TTL = 0.8
NAMES = tuple(f"twitch/{number}" for number in range(10))


@asynccontextmanager
async def leasing(url: str, name: str, ttl: float = TTL) -> AsyncIterator[RedisLeases]:
    async with connected(url) as connection, RedisLeases(connection, name, ttl) as leases:
        yield leases


def sizes(*all: Leases) -> list[int]:
    return sorted(len(leases.mine) for leases in all)


@pytest.mark.parametrize("where", ["memory", "redis", "cluster"])
async def test_one_alone_holds_what_it_asks_for(
    where: str, name: str, request: pytest.FixtureRequest
) -> None:
    async with AsyncExitStack() as stack:
        leases: Leases = MemoryLeases()
        if where == "redis":
            url = request.getfixturevalue("redis").url
            leases = await stack.enter_async_context(leasing(url, name))
        elif where == "cluster":
            url = request.getfixturevalue("redis_cluster")[0].cluster_url
            leases = await stack.enter_async_context(leasing(url, name))
        told: list[set[str]] = []
        leases.changed = lambda: told.append(set(leases.mine))
        mine = leases.mine
        assert leases.fence("a") is None
        leases.ask(["a", "b"])
        await until(lambda: set(mine) == {"a", "b"})
        first = leases.fence("a")
        assert first is not None
        leases.ask({"b", "c"})
        assert "a" not in mine
        await until(lambda: set(mine) == {"b", "c"})
        leases.ask(("a", "b", "c"))
        await until(lambda: len(mine) == 3 and len(told[-1]) == 3)
        again = leases.fence("a")
        assert again is not None
        assert again > first
        leases.ask(())
        assert not mine
        assert told[0] == {"a", "b"}
        assert told[-1] == set()


async def test_names_are_divided_fairly_as_processes_come_and_go(
    redis: RedisServer, name: str
) -> None:
    async with leasing(redis.url, name) as one, leasing(redis.url, name) as two:
        one.ask(NAMES)
        await until(lambda: sizes(one) == [10])
        fences = {key: one.fence(key) or 0 for key in NAMES}
        two.ask(NAMES)
        await until(lambda: sizes(one, two) == [5, 5])
        assert not set(one.mine) & set(two.mine)
        assert all((two.fence(key) or 0) > fences[key] for key in two.mine)
        assert all(one.fence(key) == fences[key] for key in one.mine)
        async with leasing(redis.url, name) as three:
            three.ask(NAMES)
            await until(lambda: sizes(one, two, three) == [3, 3, 4])
            assert {*one.mine, *two.mine, *three.mine} == set(NAMES)
        await until(lambda: sizes(one, two) == [5, 5], within=TTL)


class Told:
    """What another process told of its names, and when."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.lines: list[tuple[float, list[str]]] = []
        self._process = process
        self.task = asyncio.create_task(asyncio.to_thread(self._read))

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            at, names = json.loads(line)
            self.lines.append((at, names))

    @property
    def mine(self) -> list[str]:
        return self.lines[-1][1] if self.lines else []


async def test_a_killed_process_is_replaced_within_its_time(redis: RedisServer, name: str) -> None:
    async with leasing(redis.url, name) as one, leasing(redis.url, name) as two:
        with started("own", redis.url, name, str(TTL), *NAMES) as process:
            told = Told(process)
            await until(lambda: len(told.mine) == 10)
            one.ask(NAMES)
            two.ask(NAMES)
            await until(lambda: sorted([len(told.mine), *sizes(one, two)]) == [3, 3, 4])
            assert len({*told.mine, *one.mine, *two.mine}) == 10
            process.send_signal(signal.SIGKILL)
            killed = time.monotonic()
            await until(lambda: sizes(one, two) == [5, 5])
            # Renewed at most a quarter before its death; a second is this machine's.
            assert time.monotonic() - killed < TTL * 1.25 + 1.0
            await told.task


async def test_a_stopped_process_holds_nothing_when_it_goes_on(
    redis: RedisServer, name: str
) -> None:
    async with leasing(redis.url, name) as one:
        with started("own", redis.url, name, str(TTL), *NAMES) as process:
            told = Told(process)
            await until(lambda: len(told.mine) == 10)
            process.send_signal(signal.SIGSTOP)
            one.ask(NAMES)
            await until(lambda: sizes(one) == [10])
            before = len(told.lines)
            process.send_signal(signal.SIGCONT)
            await until(lambda: sizes(one) == [5] and len(told.mine) == 5)
            assert told.lines[before][1] == []  # the first that it saw of the world again
            process.kill()
            await told.task


async def test_who_cannot_renew_holds_nothing_before_its_time_is_up() -> None:
    with serving() as server:
        async with leasing(server.url, "names") as leases:
            told: list[int] = []
            leases.changed = lambda: told.append(len(leases.mine))
            leases.ask(NAMES)
            await until(lambda: sizes(leases) == [10])
            server.kill()
            killed = time.monotonic()
            await until(lambda: not leases.mine)
            assert time.monotonic() - killed < TTL
            await until(lambda: told == [10, 0])
            server.start()
            await until(lambda: sizes(leases) == [10])


def paused(control: Redis) -> bool:
    """Whether the server holds somebody's script back."""
    return any("b" in one["flags"] and one["cmd"] == "evalsha" for one in control.client_list())


async def test_what_is_asked_for_while_an_answer_is_on_its_way_counts() -> None:
    with serving() as server, server.control() as control:
        async with leasing(server.url, "names", ttl=40.0) as leases:
            told: list[set[str]] = []
            leases.changed = lambda: told.append(set(leases.mine))
            leases.ask(["a", "b"])
            await until(lambda: told == [{"a", "b"}])
            control.client_pause(30_000, all=False)
            leases.ask(["a", "b", "c"])
            await until(lambda: paused(control))
            leases.ask(["a", "d"])
            control.client_unpause()
            await until(lambda: set(leases.mine) == {"a", "d"})
            assert told == [{"a", "b"}, {"a"}, {"a", "d"}]


async def test_a_change_that_is_not_taken_well_ends_nothing(
    redis: RedisServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with leasing(redis.url, name) as one, leasing(redis.url, name) as two:
        told: list[int] = []

        def changed() -> None:
            told.append(len(one.mine))
            raise LookupError

        one.changed = changed
        one.ask(NAMES)
        await until(lambda: told == [10])
        two.ask(NAMES)
        await until(lambda: sizes(one, two) == [5, 5])
        one.ask(())
        await until(lambda: sizes(one, two) == [0, 10])
        assert told == [10, 5, 0]
    assert caplog.messages.count("change of leases not heard") == 3


async def test_an_answer_that_cannot_be_read_ends_nothing(
    redis: RedisServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    fence = f"lovelm:0:{{{name}}}.fence"
    with redis.control() as control:
        control.set(fence, "inf")
        async with leasing(redis.url, name) as leases:
            leases.ask(NAMES)
            await until(lambda: "leases not renewed" in caplog.messages)
            assert "ValueError" in caplog.text
            control.delete(fence)
            await until(lambda: sizes(leases) == [10])

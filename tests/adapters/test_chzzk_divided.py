"""Chzzk's channels divided among processes, here several adapters: each account is used by one
of them, whichever that is at the time."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.chzzk.adapter import ChzzkAdapter
from bots import platforms
from bots.grants import open_grants
from bots.settings import Settings, data_folder
from core.errors import Disconnected
from core.events import Event
from core.grants import Grants, fingerprint
from core.labels import Platform
from core.ports import Divided
from tests.conftest import FakeClock, until
from tests.hearing import hearing
from tests.servers.chzzk import AUTH, ME, TOKEN, FaultyChzzk, refusal
from tests.servers.chzzk_stage import A, B, answer, open_api
from tests.servers.grants import KeptGrant

pytestmark = pytest.mark.usefixtures("hurried_chzzk")


@dataclass
class Process:
    adapter: ChzzkAdapter
    heard: list[Event] = field(default_factory=list)
    found: list[set[str]] = field(default_factory=list)

    async def hears(self, chzzk: FaultyChzzk, text: str) -> None:
        await chzzk.chat(text)
        await until(lambda: text in self.texts())

    def texts(self) -> list[str]:
        return [event.text for event in self.heard]


@asynccontextmanager
async def running(adapter: ChzzkAdapter, served: Collection[str]) -> AsyncIterator[Process]:
    process = Process(adapter)
    adapter.found = lambda: process.found.append(set(adapter.units))
    adapter.serve(served)

    def hear(event: Event) -> bool:
        process.heard.append(event)
        return True

    async with hearing(adapter, hear):
        yield process


@asynccontextmanager
async def two(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk, *served: Collection[str]
) -> AsyncIterator[list[Process]]:
    """Processes that know both accounts."""
    stores = (KeptGrant(), KeptGrant())
    async with AsyncExitStack() as stack:

        async def process(units: Collection[str]) -> Process:
            apis = [
                await stack.enter_async_context(open_api(chzzk, clock, store, chzzk.channel))
                for chzzk, store in zip((a, b), stores, strict=True)
            ]
            adapter = ChzzkAdapter(apis, "러블름", clock)
            return await stack.enter_async_context(running(adapter, units))

        yield [await process(units) for units in served]


async def test_each_channel_is_heard_and_answered_by_its_process(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    async with two(clock, a, b, {A}, {B}) as (first, second):
        await a.listening()
        await b.listening()
        assert set(first.adapter.units) == {A, B}
        assert isinstance(first.adapter, Divided)
        await until(lambda: first.adapter.connected and second.adapter.connected)
        await first.hears(a, "가온 님 방이에요")
        await second.hears(b, "나래 님 방이에요")
        await second.adapter.say(answer("그럼요.", channel=B))
        with pytest.raises(Disconnected):
            await second.adapter.say(answer("남의 방이에요.", channel=A))
        assert (len(a.said), len(b.said)) == (0, 1)
        assert len(a.sessions.live) == len(b.sessions.live) == 1
        assert a.requests.count(TOKEN) == b.requests.count(TOKEN) == 1
        assert (first.adapter.channels, second.adapter.channels) == ({A: "가온"}, {B: "나래"})


async def test_an_account_that_nobody_serves_is_left_alone(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    async with two(clock, a, b, {A}) as (process,):
        await a.listening()
        await process.hears(a, "여기요")
        assert b.requests == []
        process.adapter.serve({A, B})
        await b.listening()
        await process.hears(b, "저도요")
        assert len(a.sessions.live) == 1
        assert a.requests.count(AUTH) == 1, "its session was kept"


async def test_a_channel_moves(clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk) -> None:
    async with two(clock, a, b, {A, B}, ()) as (first, second):
        await a.listening()
        await b.listening()
        assert second.adapter.connected, "there is nothing to hear"
        assert not second.adapter.problems
        await first.hears(b, "처음이에요")
        first.adapter.serve({A})
        await b.chat("늦었어요")
        await until(lambda: not b.sessions.live)
        assert "늦었어요" not in first.texts()
        second.adapter.serve({B})
        await b.listening()
        await second.hears(b, "옮겼나요")
        await second.adapter.say(answer("네.", channel=B))
        await first.hears(a, "여기는요")
        assert first.texts() == ["처음이에요", "여기는요"]
        assert b.requests.count(TOKEN) == 1, "the token moved with it"


async def test_a_reply_waits_for_an_account_that_was_just_taken_over(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    async with two(clock, a, b, ()) as (process,):
        process.adapter.serve({A})
        await process.adapter.say(answer("바로 왔어요.", channel=A))
        assert len(a.said) == 1


# A seed in the settings: nobody knows yet whose it is.


@asynccontextmanager
async def seeded(
    chzzk: FaultyChzzk, clock: FakeClock, grants: Grants, folder: Path, served: Collection[str]
) -> AsyncIterator[Process]:
    options = Settings(
        chzzk_client_id=chzzk.client_id, chzzk_client_secret=chzzk.client_secret,
        chzzk_api_url=chzzk.url, chzzk_refresh_token="seed",
    )  # fmt: skip
    async with AsyncExitStack() as stack:
        apis = [
            await stack.enter_async_context(api)
            for _, api in await platforms.chzzk_apis(options, folder, grants, clock)
        ]
        adapter = ChzzkAdapter(apis, "러블름", clock)
        yield await stack.enter_async_context(running(adapter, served))


def refuse_me(chzzk: FaultyChzzk) -> None:
    chzzk.refusals[ME].extend(refusal(403, "FORBIDDEN") for _ in range(99))


def nothing(_: FaultyChzzk) -> None:
    return


@pytest.mark.parametrize("prepare", [nothing, refuse_me])
async def test_a_seed_is_spent_once_and_then_goes_by_its_channel(
    clock: FakeClock, a: FaultyChzzk, prepare: Callable[[FaultyChzzk], None]
) -> None:
    a.refresh_token = "seed"
    prepare(a)
    unnamed = f"unnamed-{fingerprint('seed')}"
    folder = data_folder(Settings())
    async with open_grants(Settings(), folder) as grants, AsyncExitStack() as stack:
        first, second = [
            await stack.enter_async_context(seeded(a, clock, grants, folder, units))
            for units in ({unnamed}, ())
        ]
        assert set(first.adapter.units) == set(second.adapter.units) == {unnamed}
        await until(lambda: first.found == [{A}])
        # The name that stood for it is nobody's any more; whoever gets it learns so.
        second.adapter.serve({unnamed})
        await until(lambda: second.found == [{A}])
        await until(lambda: not a.sessions.live)
        assert first.adapter.connected, "there is nothing to hear"
        second.adapter.serve({A})
        first.adapter.serve(())
        await a.listening()
        await second.hears(a, "여기요")
        await second.adapter.say(answer("네.", channel=A))
        assert not first.heard
        assert a.requests.count(TOKEN) == 1
        (kept,) = await grants.list(Platform.CHZZK)
        assert kept.account == A
        async with seeded(a, clock, grants, folder, ()) as later:
            assert set(later.adapter.units) == {A}

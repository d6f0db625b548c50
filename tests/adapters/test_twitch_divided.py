"""Twitch's channels divided among processes, here several adapters: each line is heard and
answered by one of them, whichever that is at the time."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.simulated.twitch import SimulatedTwitch
from adapters.simulated.twitch_conduits import channel_of, conduit_of
from adapters.twitch import connection
from adapters.twitch.subscriptions import KINDS
from core.errors import Disconnected
from core.ports import Divided
from tests.conftest import until
from tests.servers.twitch import SHARDS, SOCKET, Faults, Stage, answer, running

pytestmark = pytest.mark.usefixtures("hurried_twitch")

A, B, C = "1337", "2448", "3559"
USERS = {"streamer": A, "another": B, "third": C}


@asynccontextmanager
async def processes(*served: Collection[str]) -> AsyncIterator[list[Stage]]:
    """One Twitch, and a process for each of `served`, which all hear what they should."""
    faults = Faults()
    twitch = SimulatedTwitch(users=dict(USERS), middlewares=[faults.play])
    async with twitch.serve(), AsyncExitStack() as stack:
        stages = [
            await stack.enter_async_context(
                running(
                    twitch,
                    faults,
                    prepare=lambda adapter: adapter.serve(units, slot, len(served)),  # noqa: B023 - called at once
                )
            )
            for slot, units in enumerate(served)
        ]
        await until(lambda: all(stage.adapter.connected for stage in stages))
        await until(lambda: len(twitch.subscriptions) == sum(map(len, served)) * len(KINDS))
        yield stages


def subscribed(stage: Stage) -> dict[str, set[str]]:
    """The channels of each conduit."""
    found: dict[str, set[str]] = {}
    for row in stage.twitch.subscriptions:
        found.setdefault(conduit_of(row), set()).add(channel_of(row))
    return found


async def test_each_channel_is_heard_and_answered_by_its_process() -> None:
    async with processes({A}, {B, C}) as (first, second):
        assert sorted(subscribed(first).values(), key=len) == [{A}, {B, C}]
        assert isinstance(first.adapter, Divided)
        for stage, channel in ((first, A), (second, B), (second, C)):
            await stage.hears(f"여기요 {channel}", channel=channel)
            await stage.adapter.say(answer(f"네 {channel}", channel=channel))
        assert first.texts() == [f"여기요 {A}"]
        assert second.texts() == [f"여기요 {B}", f"여기요 {C}"]
        with pytest.raises(Disconnected):
            await first.adapter.say(answer("남의 방이에요", channel=B))
        assert len(first.twitch.said) == 3


async def test_a_channel_moves_without_a_new_connection() -> None:
    async with processes({A, B}, {C}) as (first, second):
        first.adapter.serve({A}, 0, 2)
        second.adapter.serve({B, C}, 1, 2)
        await until(lambda: sorted(map(sorted, subscribed(first).values())) == [[A], [B, C]])
        await until(lambda: len(first.twitch.subscriptions) == 3 * len(KINDS))
        await second.hears("옮겼나요?", channel=B)
        await first.hears("여기는요?", channel=A)
        await second.adapter.say(answer("네", channel=B))
        assert "옮겼나요?" not in first.texts()
        assert first.faults.count(SOCKET) == 2
        assert not first.adapter.problems
        assert not second.adapter.problems


async def test_what_is_given_up_is_heard_no_more_from_that_moment() -> None:
    async with processes({A, B}) as (stage,):
        stage.adapter.serve({A})
        await stage.twitch.chat("늦었어요", channel=B)
        await stage.hears("여기는요?", channel=A)
        assert stage.texts() == ["여기는요?"]
        stage.adapter.serve({A, B})
        await until(lambda: len(stage.twitch.subscriptions) == 2 * len(KINDS))
        await until(lambda: subscribed(stage) == {conduit: {A, B} for conduit in subscribed(stage)})
        await stage.hears("돌아왔어요", channel=B)


async def test_channels_that_go_to_and_fro_end_where_they_should() -> None:
    async with processes({A, B, C}) as (stage,):
        for units in ({A}, {A, B, C}, {C}, {B, C}, {A, B}):
            stage.adapter.serve(units)
            await asyncio.sleep(0)
        await until(lambda: all(held == {A, B} for held in subscribed(stage).values()))
        await until(lambda: len(stage.twitch.subscriptions) == 2 * len(KINDS))
        await stage.hears("여기요", channel=A)
        await stage.hears("저도요", channel=B)
        assert stage.faults.count(SOCKET) == 1


async def test_who_serves_nothing_connects_to_nothing_and_is_well() -> None:
    async with processes(()) as (stage,):
        found: list[Collection[str]] = []
        stage.adapter.found = lambda: found.append(stage.adapter.units)
        assert set(stage.adapter.units) == {A, B, C}
        assert not stage.faults.count(SOCKET)
        assert not stage.twitch.conduits.held
        assert not stage.adapter.problems
        with pytest.raises(Disconnected):
            await stage.adapter.say(answer("아무 데도요"))
        stage.adapter.serve({A})
        assert not stage.adapter.connected
        await until(lambda: stage.adapter.connected)
        await stage.answers()


async def test_who_gives_up_everything_leaves_nothing_behind() -> None:
    async with processes({A, B}) as (stage,):
        stage.adapter.serve(())
        assert stage.adapter.connected
        await until(lambda: not stage.twitch.subscriptions)
        await until(lambda: not stage.twitch.sockets.open)
        stage.adapter.serve({B})
        await until(lambda: len(stage.twitch.subscriptions) == len(KINDS))
        await stage.hears("다시 왔어요", channel=B)


async def test_units_are_told_when_they_are_found() -> None:
    found: list[set[str]] = []

    def prepare(adapter: object) -> None:
        adapter.serve(())  # type: ignore[attr-defined]
        adapter.found = lambda: found.append(set(adapter.units))  # type: ignore[attr-defined]

    twitch = SimulatedTwitch(users={"streamer": A})
    async with twitch.serve(), running(twitch, Faults(), ("streamer", "later"), prepare=prepare):
        await until(lambda: found == [{A}])


async def test_a_process_without_a_number_hears_nothing() -> None:
    async with processes({A}) as (stage,):
        stage.adapter.serve({A}, -1)
        await until(lambda: not stage.twitch.subscriptions)
        await until(lambda: not stage.twitch.sockets.open)
        assert stage.adapter.connected


async def test_another_number_means_another_conduit() -> None:
    async with processes({A}) as (stage,):
        (before,) = subscribed(stage)
        stage.adapter.serve({A}, 3)
        await until(lambda: len(subscribed(stage)) == 2)
        (after,) = subscribed(stage).keys() - {before}
        ids = sorted(row["id"] for row in stage.twitch.conduits.held)
        assert (ids.index(before), ids.index(after)) == (0, 3)
        await until(lambda: stage.adapter.connected)
        await stage.answers()


async def test_two_that_begin_at_once_do_not_share_a_conduit() -> None:
    twitch = SimulatedTwitch(users=dict(USERS))
    async with twitch.serve(), AsyncExitStack() as stack:
        stages = [
            await stack.enter_async_context(running(twitch, Faults(), prepare=prepare))
            for prepare in (
                lambda adapter: adapter.serve({A}, 0, 2),
                lambda adapter: adapter.serve({B, C}, 1, 2),
            )
        ]
        await until(lambda: all(stage.adapter.connected for stage in stages))
        assert len(twitch.conduits.held) == connection.CONDUITS
        assert len({conduit for conduit, _ in twitch.sockets.carrying}) == 2
        await stages[0].hears("하나", channel=A)
        await stages[1].hears("둘", channel=B)


async def test_a_conduit_that_somebody_else_took_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "LOOK_EVERY", 0.2)
    async with processes({A}) as (stage,):
        (place,) = stage.twitch.sockets.carrying
        stage.twitch.sockets.carrying[place] = "somebody's"
        await until(lambda: stage.twitch.sockets.carrying[place] != "somebody's")
        await until(lambda: stage.adapter.connected)
        await stage.answers()


async def test_what_dead_processes_left_behind_is_in_nobodys_way() -> None:
    twitch = SimulatedTwitch(users=dict(USERS))
    async with twitch.serve():
        for slot in range(connection.CONDUITS):
            async with running(
                twitch,
                Faults(),
                prepare=lambda adapter: adapter.serve({A}, slot),  # noqa: B023 - called at once
            ) as stage:
                await until(lambda: stage.adapter.connected)
                await stage.answers(f"{slot}번")
        assert len(subscribed(stage)) < connection.CONDUITS


async def test_several_sockets_share_what_is_heard() -> None:
    faults = Faults()
    twitch = SimulatedTwitch(users=dict(USERS), middlewares=[faults.play])
    async with twitch.serve(), running(twitch, faults, shards=3) as stage:
        await until(lambda: stage.adapter.connected)
        await until(lambda: len(twitch.subscriptions) == 3 * len(KINDS))
        assert [row["shard_count"] for row in twitch.conduits.held] == [3]
        assert len(set(twitch.sockets.carrying.values())) == 3
        for number in range(9):
            await stage.hears(f"{number}")
        assert stage.texts() == [f"{number}" for number in range(9)]
        # One that ends takes the others with it, and all come back.
        await next(iter(twitch.sockets.open.values())).close(code=4000)
        await until(lambda: not stage.adapter.connected)
        await until(lambda: stage.adapter.connected)
        assert faults.count(SHARDS, "PATCH") == 6
        for number in range(9, 15):
            await stage.hears(f"{number}")

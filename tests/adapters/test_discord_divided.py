"""Discord's guilds divided among processes, here two adapters, each a shard."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import rest
from adapters.ratelimit import Limiter
from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import SimulatedDiscord
from core.errors import Disconnected
from core.events import Event
from core.labels import Platform
from core.ports import Divided
from core.replies import Notice
from tests.conftest import FakeClock, line, until
from tests.management import managed
from tests.servers.discord import CHANNEL, QUIET, Faults, Stage, adapter_for, answer, staged

GUILD = str(int(shapes.GUILD) + (1 << 22))
THERE = "300000000000000007"


@asynccontextmanager
async def shard(
    discord: SimulatedDiscord, folder: Path, number: int, count: int = 2
) -> AsyncIterator[Stage]:
    async with managed(folder / f"{number}.db", time.time) as management:
        adapter = adapter_for(discord, management, shard=(number, count))
        heard: list[Event] = []

        def hear(event: Event) -> bool:
            heard.append(event)
            return True

        task = asyncio.create_task(adapter.run(hear))
        try:
            await until(lambda: adapter.connected, within=20.0)
            yield Stage(discord, adapter, heard, Faults(), task, management)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def two_guilds() -> SimulatedDiscord:
    there = shapes.guild("400000000000000009", {THERE: "다른 방"}, GUILD)
    return SimulatedDiscord(channels=QUIET, others=[there])


async def test_each_guild_is_told_to_its_shard_alone(tmp_path: Path) -> None:
    async with two_guilds().serve() as discord:
        async with shard(discord, tmp_path, 0) as first, shard(discord, tmp_path, 1) as second:
            assert (set(first.adapter.units), set(second.adapter.units)) == ({"0/2"}, {"1/2"})
            assert isinstance(first.adapter, Divided)
            await discord.chat(f"<@{shapes.BOT}> 여기요")
            about: dict[str, Any] = {"guild_id": GUILD, "mentions": [shapes.ME]}
            await discord.chat(f"<@{shapes.BOT}> 저기요", channel=THERE, **about)
            await discord.whisper("몰래요")
            await until(lambda: len(first.heard) == 2 and len(second.heard) == 1)
            assert [event.text for event in first.heard] == [
                "@러블름 여기요",
                "@러블름 몰래요",
            ]
            assert [event.channel for event in second.heard] == [THERE]
            await second.adapter.say(answer("네.", second.heard[0], channel=THERE))
            assert [said.channel for said in discord.said] == [THERE]


async def test_commands_are_registered_by_the_first_shard_alone(tmp_path: Path) -> None:
    async with two_guilds().serve() as discord:
        async with shard(discord, tmp_path, 1):
            assert discord.commands_put == 0
        async with shard(discord, tmp_path, 0):
            assert discord.commands_put == 1


async def test_what_is_given_up_is_neither_heard_nor_spoken_in() -> None:
    async with staged() as stage:
        stage.adapter.serve(())
        assert stage.adapter.connected
        await stage.discord.chat("늦었어요")
        await until(lambda: not stage.discord.gateway.listening)
        assert not stage.heard
        assert not stage.adapter.problems
        with pytest.raises(Disconnected):
            await stage.adapter.say(answer("아무 데도요", line("x")))
        with pytest.raises(Disconnected):
            await stage.adapter.notify(Notice(Platform.DISCORD, CHANNEL, None, None, "쉬어요."))
        assert not stage.discord.said
        stage.adapter.serve(stage.adapter.units)
        assert not stage.adapter.connected
        await until(lambda: stage.adapter.connected)
        await stage.discord.chat("다시 왔어요")
        await until(lambda: [event.text for event in stage.heard] == ["다시 왔어요"])


async def test_another_shard_than_ours_is_not_served(tmp_path: Path) -> None:
    async with two_guilds().serve() as discord, shard(discord, tmp_path, 0) as stage:
        stage.adapter.serve({"1/2"})
        await until(lambda: not discord.gateway.listening)
        stage.adapter.serve({"0/2", "1/2"})
        await until(lambda: discord.gateway.listening)


async def test_all_processes_together_keep_to_the_bots_own_limit(clock: FakeClock) -> None:
    limiter = Limiter(rest.REQUESTS, rest.PER_SECONDS, rest.RESERVED, clock)
    limiter.share.set(4)
    sent = 0
    while limiter.delay(urgent=True) == 0.0:
        await limiter.wait(urgent=True)
        sent += 1
    assert sent == rest.REQUESTS // 4
    # What the others said in this second counts until it is over.
    limiter.share.set(1)
    assert limiter.delay(urgent=True) > 0.0
    clock.tick(rest.PER_SECONDS)
    assert limiter.delay() == 0.0

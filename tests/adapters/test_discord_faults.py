"""What goes wrong with Discord's gateway, and what the adapter makes of it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.simulated import discord_shapes as shapes
from adapters.simulated.discord import SimulatedDiscord
from core.events import ChatMessage, Command
from tests.conftest import until
from tests.management import Management
from tests.servers.discord import CHANNEL, Faults, Stage, adapter_for, connected, staged
from tests.servers.discord_desk import OWNER, Person

PAYLOADS = Path(__file__).parent.parent / "payloads" / "discord"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


def payload(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((PAYLOADS / f"discord_{name}.json").read_text("utf-8"))
    return value


async def heard(stage: Stage, text: str, within: float = 20.0) -> None:
    await until(lambda: any(event.text == text for event in stage.heard), within)


def texts(stage: Stage) -> list[str]:
    return [event.text for event in stage.heard]


async def test_the_documented_payloads_are_read(stage: Stage) -> None:
    message = payload("message_create")["d"]
    interaction = payload("interaction_create")["d"]
    interaction["data"] = {"id": "1", "name": "영화", "type": 1, "options": []}
    await stage.discord.gateway.dispatch("MESSAGE_CREATE", message)
    await stage.discord.gateway.dispatch("INTERACTION_CREATE", interaction)
    await until(lambda: len(stage.heard) == 2)
    first, second = stage.heard
    assert isinstance(first, ChatMessage)
    assert (first.id, first.text) == ("discord:1573889170693160960", "안녕")
    assert first.viewer.name == "별명"
    assert isinstance(second, Command)
    assert (second.name, second.token, second.channel) == ("영화", "itok5a360e", CHANNEL)


async def test_a_bad_frame_costs_only_itself(stage: Stage) -> None:
    message = payload("message_create")
    frames: list[dict[str, Any] | str] = [
        "{",
        "[]",
        "null",
        "\x00",
        '{"op":"new"}',
        '{"op":99,"d":null}',
        '{"op":0,"t":"SOMETHING_NEW","s":null,"d":{"a":1}}',
        '{"op":0,"t":"GUILD_UPDATE","s":null,"d":null}',
        '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":{}}',
    ]
    for field in message["d"]:
        without = {key: value for key, value in message["d"].items() if key != field}
        frames.append(message | {"s": None, "d": without})
        frames += [message | {"s": None, "d": message["d"] | {field: v}} for v in (None, 3, "x")]
    for frame in frames:
        await stage.discord.gateway.send(frame)
    await stage.discord.chat("아직 살아 있어요")
    await heard(stage, "아직 살아 있어요")
    assert (stage.discord.gateway.identified, stage.discord.gateway.resumed) == (1, 0)


async def closed(stage: Stage, code: int) -> None:
    await stage.discord.gateway.close(code)


async def aborted(stage: Stage) -> None:
    stage.discord.gateway.abort()


async def told_to_reconnect(stage: Stage) -> None:
    await stage.discord.gateway.send({"op": 7, "d": None, "s": None, "t": None})


async def invalidated(stage: Stage) -> None:
    await stage.discord.gateway.invalidate(resumable=True)


async def refused_at_first(stage: Stage) -> None:
    stage.faults.waiting.clear()
    stage.faults.add("GET", "/gateway", answer=lambda: shapes.refuse(503, 0, "busy"), before=0.2)
    stage.discord.gateway.abort()


@pytest.mark.parametrize(
    "fault",
    [
        lambda stage: closed(stage, 1000),
        lambda stage: closed(stage, 1001),
        lambda stage: closed(stage, 4000),
        aborted,
        told_to_reconnect,
        invalidated,
        refused_at_first,
    ],
)
async def test_a_lost_socket_is_resumed_and_what_was_missed_replayed(
    stage: Stage, fault: Callable[[Stage], Awaitable[None]]
) -> None:
    await stage.discord.chat("앞")
    await heard(stage, "앞")
    stage.faults.add("GET", "/gateway", before=0.2)
    await fault(stage)
    await until(lambda: not stage.discord.gateway.listening)
    await stage.discord.chat("그 사이")
    await heard(stage, "그 사이")
    await stage.discord.chat("뒤")
    await heard(stage, "뒤")
    assert texts(stage) == ["앞", "그 사이", "뒤"]
    assert (stage.discord.gateway.identified, stage.discord.gateway.resumed) == (1, 1)


@pytest.mark.parametrize("refused", [False, True])
async def test_a_session_that_is_gone_begins_anew(stage: Stage, refused: bool) -> None:
    stage.discord.gateway.resumable = False
    if refused:
        stage.discord.gateway.abort()
    else:
        await stage.discord.gateway.invalidate(resumable=False)
    await until(lambda: not stage.adapter.connected)
    await until(lambda: stage.adapter.connected, within=20.0)  # discord.py waits five seconds
    await stage.discord.chat("다시 왔어요")
    await heard(stage, "다시 왔어요")
    assert stage.discord.gateway.identified == 2


async def test_a_silent_gateway_is_left(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "adapters.supervise")
    async with staged(silence=0.6, interval=0.1) as stage:
        await asyncio.sleep(1.0)
        assert stage.discord.gateway.identified == 1, "heartbeats count as signs of life"
        stage.discord.gateway.alive = False
        for request in stage.discord.gateway.requests.values():
            cast("asyncio.Transport", request.transport).pause_reading()  # no goodbye either
        await until(lambda: not stage.adapter.connected)
        stage.discord.gateway.alive = True
        await until(lambda: stage.adapter.connected, within=20.0)
        await stage.discord.chat("다시 왔어요")
        await heard(stage, "다시 왔어요")
    assert {getattr(r, "error", None) for r in caplog.records} == {"Disconnected"}


async def test_a_gateway_that_never_says_ready_is_left(management: Management) -> None:
    faults = Faults()
    discord = SimulatedDiscord(middlewares=[faults.play], interval=0.1)
    welcome = discord.gateway.welcome
    discord.gateway.welcome = lambda: ({"user": None}, [])
    async with discord.serve():
        adapter = adapter_for(discord, management, silence=0.5)
        task = asyncio.create_task(adapter.run(lambda _: None))
        await until(lambda: discord.gateway.identified >= 2)
        discord.gateway.welcome = welcome
        await until(lambda: adapter.connected)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_final_close_code_is_reported_and_ends_it(
    stage: Stage, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.discord.gateway.close(code)
    async with asyncio.timeout(5.0):
        await stage.task
    assert "credential refused" in caplog.text
    assert not stage.adapter.connected


async def test_a_refused_token_and_a_missing_intent_end_it(
    management: Management, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "adapters.supervise")
    discord = SimulatedDiscord()
    async with discord.serve():
        discord.gateway.content_granted = False
        async with connected(discord, Faults()) as stage:
            assert stage.task.done()
            assert "Message Content Intent" in stage.adapter.problems["bot"]
        adapter = adapter_for(discord, management)
        discord.token = "another"
        async with asyncio.timeout(5.0):
            await adapter.run(lambda _: None)
    assert "LOVELM_DISCORD_TOKEN" in adapter.problems["bot"]
    told = [str(getattr(record, "why", "")) for record in caplog.records]
    assert "Message Content Intent" in told[0]
    assert "bot token" in told[1]
    assert "bot-token" not in caplog.text


async def test_a_login_that_fails_is_tried_again() -> None:
    faults = Faults()
    faults.add("GET", "/users/@me", answer=lambda: shapes.refuse(503, 0, "busy"))
    faults.add("GET", "/users/@me", answer=lambda: shapes.limited(0.1, via=False))
    discord = SimulatedDiscord(middlewares=[faults.play])
    async with discord.serve(), connected(discord, faults) as stage:
        assert stage.adapter.connected
        assert faults.count("GET", "/users/@me") == 3


async def test_it_starts_before_discord_can_be_reached(management: Management) -> None:
    discord = SimulatedDiscord()
    async with discord.serve():
        port = int(discord.url.rpartition(":")[2])
    adapter = adapter_for(discord, management)
    task = asyncio.create_task(adapter.run(lambda _: None))
    await asyncio.sleep(0.3)
    async with discord.serve(port):
        await until(lambda: adapter.connected, within=20.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_heartbeats_without_an_answer_are_a_dead_connection() -> None:
    async with staged(silence=0.6, interval=0.1) as stage:
        stage.discord.gateway.acknowledges = False
        for number in range(10):
            await stage.discord.chat(f"{number}")
            await asyncio.sleep(0.1)
        assert stage.discord.gateway.identified == 1, "what is told is a sign of life, too"
        await until(lambda: stage.discord.gateway.identified + stage.discord.gateway.resumed > 1)
        stage.discord.gateway.acknowledges = True
        await until(lambda: stage.adapter.connected, within=20.0)
        await stage.discord.chat("다시 왔어요")
        await heard(stage, "다시 왔어요")


async def test_lines_that_come_out_of_order_are_all_heard(stage: Stage) -> None:
    messages = [
        shapes.message(CHANNEL, shapes.user("400000000000000001", "시청자"), f"{number}")
        for number in range(3)
    ]
    for message in (messages[2], messages[0], messages[1]):
        await stage.discord.gateway.dispatch("MESSAGE_CREATE", message)
    await until(lambda: len(stage.heard) == 3)
    assert texts(stage) == ["2", "0", "1"]


async def test_a_line_told_twice_has_one_id(stage: Stage) -> None:
    await stage.discord.chat("하나")
    session = next(iter(stage.discord.gateway.sessions.values()))
    await stage.discord.gateway.send(session.frames[-1])
    await stage.discord.chat("둘")
    await heard(stage, "둘")
    assert len({event.id for event in stage.heard}) == 2, "by which the listener knows it again"


async def test_heartbeats_and_commands_survive_a_flood() -> None:
    async with staged(interval=0.1) as stage:
        gateway, done = stage.discord.gateway, asyncio.Event()
        sent = 0

        async def flood() -> None:
            nonlocal sent
            while not done.is_set() or sent < 1_000:
                for _ in range(50):
                    await stage.discord.chat(f"{sent}")
                    sent += 1
                await asyncio.sleep(0.1)

        flooding = asyncio.create_task(flood())
        await until(lambda: sent >= 200)
        beats = gateway.heartbeats
        person = Person(stage.discord, OWNER)
        assert "상태" in await person.use("상태")
        await until(lambda: gateway.heartbeats >= beats + 5)
        done.set()
        await flooding
        await until(lambda: len(stage.heard) == sent)
        assert texts(stage) == [f"{number}" for number in range(sent)]
        assert (gateway.identified, gateway.resumed) == (1, 0)

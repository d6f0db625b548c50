"""Sockets that move, close, fall silent or never come, and a Twitch that is unwell."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.simulated.twitch_events import chat_event, frame
from adapters.simulated.twitch_socket import NO_WORDS_ALLOWED
from adapters.twitch import socket as twitch_socket
from core.errors import Disconnected
from tests.conftest import until
from tests.servers import twitch as faults
from tests.servers.twitch import Stage, answer, staged

pytestmark = pytest.mark.usefixtures("hurried_twitch")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def test_a_session_moves_and_keeps_its_subscriptions(stage: Stage) -> None:
    await stage.hears("앞")
    await stage.twitch.sockets.reconnect()
    await stage.moved()
    await stage.answers()
    assert stage.texts() == ["앞", "살아 있어요?"]
    assert stage.faults.count(faults.SUBSCRIBE, "POST") == 8
    assert stage.sessions() == 1


async def test_what_comes_on_the_old_socket_during_the_hand_over_is_heard_at_once(
    stage: Stage,
) -> None:
    stage.twitch.sockets.welcome_after = 0.6
    await stage.twitch.sockets.reconnect()
    await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    await stage.hears("그 사이")
    assert stage.twitch.sockets.welcomed == 1, "heard before the new socket was welcomed"
    await stage.moved()
    await stage.answers("뒤")
    assert stage.texts() == ["그 사이", "뒤?"]


async def test_what_was_on_its_way_at_the_welcome_is_heard(stage: Stage) -> None:
    (old,) = stage.twitch.sockets.open.values()
    await stage.twitch.sockets.reconnect()
    await until(lambda: stage.twitch.sockets.welcomed == 2)
    event = chat_event("1337", "late", "늦은 줄", "1", "시청자")
    await old.send_json(frame("notification", {"event": event}, "channel.chat.message"))
    await stage.twitch.chat("새 줄")
    await until(lambda: len(stage.heard) == 2)
    assert stage.texts() == ["늦은 줄", "새 줄"]


async def test_nothing_is_lost_while_chat_is_fast(stage: Stage) -> None:
    stage.twitch.sockets.welcome_after = 0.05
    lines = [f"줄 {number}" for number in range(400)]
    for number, text in enumerate(lines):
        if number % 100 == 50:
            await stage.twitch.sockets.reconnect()
        await stage.twitch.chat(text)
        await asyncio.sleep(0.005)
    await until(lambda: len(stage.heard) >= len(lines))
    assert stage.texts() == lines
    assert stage.twitch.sockets.welcomed > 2


async def test_an_old_socket_that_closes_early_does_not_stop_the_move(stage: Stage) -> None:
    stage.twitch.sockets.welcome_after = 0.4
    await stage.twitch.sockets.reconnect()
    await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    (old,) = stage.twitch.sockets.open.values()
    await old.close(code=4004)
    await until(lambda: stage.twitch.sockets.welcomed == 2)
    await stage.answers()
    assert stage.sessions() == 1, "no fresh session was needed"


@pytest.mark.parametrize(
    "url",
    [
        "ws://127.0.0.1:1/ws",
        "ws://127.0.0.1:99999/ws",
        "{http}/helix/users",
        "no address at all",
        "ws://[::/ws",
    ],
)
async def test_a_bad_address_keeps_the_old_socket_until_twitch_closes_it(
    stage: Stage, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.twitch.sockets.reconnect(url.format(http=stage.twitch.url))
    await until(lambda: "the old socket stays" in caplog.text)
    await stage.answers("아직")
    assert stage.adapter.connected
    assert stage.sessions() == 1
    await stage.twitch.close(4004)
    await stage.back()
    await stage.answers("다시")
    assert stage.texts() == ["아직?", "다시?"]


@pytest.mark.parametrize("kind", ["refused", "silent"])
async def test_a_new_socket_without_a_welcome_can_be_asked_for_again(
    stage: Stage, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    if kind == "refused":
        stage.faults.add(faults.SOCKET, status=503)
    else:
        stage.twitch.sockets.welcome_after = 60.0
    await stage.twitch.sockets.reconnect()
    await stage.hears("그 사이")
    await until(lambda: "the old socket stays" in caplog.text)
    await stage.answers("아직")
    stage.twitch.sockets.welcome_after = 0.0
    await stage.twitch.sockets.reconnect()
    await stage.moved()
    await stage.answers("다시")
    assert stage.texts() == ["그 사이", "아직?", "다시?"]


async def test_a_new_socket_that_is_only_kept_alive_is_given_up(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.twitch.sockets.welcome_after = 60.0
    await stage.twitch.sockets.reconnect()
    await until(lambda: bool(stage.twitch.sockets.others))
    (new,) = stage.twitch.sockets.others
    while "the old socket stays" not in caplog.text and not new.closed:
        await new.send_json(frame("session_keepalive", {}))
        await asyncio.sleep(0.2)
    await until(lambda: "the old socket stays" in caplog.text, within=3.0)
    await stage.answers()


@pytest.mark.parametrize("after", [0.0, 0.05, 0.2])
async def test_a_stop_during_the_hand_over_stops(stage: Stage, after: float) -> None:
    stage.twitch.sockets.welcome_after = 0.1
    await stage.twitch.sockets.reconnect()
    await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    await asyncio.sleep(after)
    stage.task.cancel()
    async with asyncio.timeout(5.0):
        await asyncio.gather(stage.task, return_exceptions=True)
    assert stage.task.cancelled()
    assert not stage.adapter.connected


@pytest.mark.parametrize("path", [*faults.START, faults.SOCKET])
@pytest.mark.parametrize(("status", "times"), [(429, 1), (500, 1), (500, 6)])
async def test_a_start_that_fails_is_tried_again(path: str, status: int, times: int) -> None:
    async with staged(lambda faults: faults.add(path, status=status, times=times)) as stage:
        assert stage.faults.count(path) > times
        await stage.answers()


@pytest.mark.parametrize("how", ["lost", "hangs"])
@pytest.mark.parametrize("path", faults.START)
async def test_a_start_that_gets_no_answer_is_tried_again(path: str, how: str) -> None:
    async with staged(lambda faults: faults.add(path, **{how: True})) as stage:
        assert stage.faults.count(path) > 1
        await stage.answers()


async def test_a_closed_socket_is_replaced_though_twitch_is_unwell(stage: Stage) -> None:
    stage.faults.add(faults.SOCKET, times=2, status=503)
    stage.faults.add(faults.SUBSCRIBE, times=2, status=500)
    stage.faults.add(faults.SHARDS, status=429)
    await stage.twitch.close(4003)
    await until(lambda: not stage.adapter.connected)
    await until(lambda: stage.adapter.connected)
    await stage.answers()


async def test_a_second_address_is_used_when_the_first_fails(stage: Stage) -> None:
    stage.faults.add(faults.SOCKET, late=0.3, status=503)
    await stage.twitch.sockets.reconnect()
    await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    await stage.twitch.sockets.reconnect()
    await stage.hears("그 사이")
    await stage.moved()
    await stage.answers("뒤")
    assert stage.texts() == ["그 사이", "뒤?"]
    assert stage.sessions() == 1


async def test_a_second_address_is_not_needed_when_the_first_works(stage: Stage) -> None:
    stage.twitch.sockets.welcome_after = 0.4
    await stage.twitch.sockets.reconnect()
    await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    await stage.twitch.sockets.reconnect("ws://127.0.0.1:1/ws")
    await stage.moved()
    await stage.answers()
    assert stage.faults.count(faults.SOCKET) == 2
    assert stage.sessions() == 1


@pytest.mark.parametrize("code", [1000, 1001, 1011, 4000, 4002, 4003, 4005, 4006, 4007])
async def test_a_session_that_ends_is_replaced(stage: Stage, code: int) -> None:
    await stage.hears("앞")
    await stage.twitch.close(code)
    await stage.back()
    await stage.answers()
    assert stage.texts() == ["앞", "살아 있어요?"]


async def test_an_aborted_socket_is_replaced(stage: Stage) -> None:
    (socket,) = stage.twitch.sockets.open.values()
    assert socket._req is not None
    assert socket._req.transport is not None
    socket._req.transport.abort()
    await stage.back()
    await stage.answers()


async def test_a_twitch_that_is_gone_for_a_while_is_waited_for(stage: Stage) -> None:
    port = int(stage.twitch.url.rpartition(":")[2])
    await stage.twitch.stop()
    await until(lambda: "twitch" in stage.adapter.problems)
    assert not stage.adapter.connected
    with pytest.raises(Disconnected):
        await stage.adapter.say(answer("들리나요"))
    async with stage.twitch.serve(port):
        await stage.back()
        await stage.adapter.say(answer("들리나요"))
        await stage.answers()
        assert stage.adapter.problems == {}


async def test_a_half_open_socket_is_left(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(twitch_socket, "GRACE", 0.3)
    async with staged(keepalive=1.0) as stage:
        await asyncio.sleep(1.6)
        assert stage.sessions() == 1, "keepalives count as signs of life"
        stage.twitch.sockets.keepalive = 60.0
        began = asyncio.get_running_loop().time()
        await until(lambda: stage.sessions() == 2)
        assert asyncio.get_running_loop().time() - began < twitch_socket.DEFAULT_KEEPALIVE / 2
        await stage.back()
        await stage.answers()
    lost = [r for r in caplog.records if r.message == "connection lost"]
    assert [r.error for r in lost] == ["Disconnected"]  # type: ignore[attr-defined]


async def test_nothing_is_ever_said_on_the_socket(stage: Stage) -> None:
    (socket,) = stage.twitch.sockets.open.values()
    await stage.answers()
    await stage.twitch.sockets.reconnect()
    await stage.moved()
    await stage.answers("또")
    assert socket.close_code != NO_WORDS_ALLOWED


async def test_a_session_that_moves_to_another_id_is_given_the_shard_anew(stage: Stage) -> None:
    await stage.twitch.sockets.reconnect(f"{stage.twitch.sockets.url}?v=2")
    await until(lambda: stage.twitch.sockets.shard == "session-2")
    await stage.answers()
    assert stage.adapter.connected

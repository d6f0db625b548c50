"""What goes wrong with Twitch, and what the adapter makes of it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.ratelimit import Limiter
from adapters.simulated.twitch_events import chat_event, frame
from adapters.twitch import socket as twitch_socket
from core.errors import RateLimited, SendUnknown
from core.events import Donation
from core.mouth import said
from core.turns import State
from tests.conftest import until
from tests.servers import twitch as faults
from tests.servers.twitch import Stage, answer, hurry, staged


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


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
    assert stage.faults.count(faults.SUBSCRIBE) == 6
    assert stage.faults.count(faults.TOKEN) == 1


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
    assert stage.faults.count(faults.TOKEN) == 1, "no fresh session was needed"


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
    assert stage.faults.count(faults.TOKEN) == 1
    await stage.twitch.close(4004)
    await until(lambda: stage.faults.count(faults.TOKEN) == 2 and stage.adapter.connected)
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


@pytest.mark.parametrize("moving", [False, True])
async def test_a_withdrawn_permission_is_reported_and_ends_it(
    stage: Stage, moving: bool, caplog: pytest.LogCaptureFixture
) -> None:
    if moving:
        stage.twitch.sockets.welcome_after = 0.5
        await stage.twitch.sockets.reconnect()
        await until(lambda: stage.faults.count(faults.SOCKET) == 2)
    await stage.twitch.revoke("channel.chat.message", "authorization_revoked")
    async with asyncio.timeout(5.0):
        await stage.task
    assert "credential refused" in caplog.text
    assert not stage.adapter.connected


@pytest.mark.parametrize(
    ("kind", "status"),
    [("channel.raid", "version_removed"), ("channel.cheer", "authorization_revoked")],
)
async def test_a_subscription_that_ends_costs_only_itself(
    stage: Stage, caplog: pytest.LogCaptureFixture, kind: str, status: str
) -> None:
    await stage.twitch.revoke(kind, status)
    await stage.answers()
    assert "subscription revoked" in caplog.text


async def test_what_twitch_tells_twice_is_heard_once(stage: Stage) -> None:
    await stage.twitch.chat("한 번")
    await stage.twitch.repeat()
    await stage.twitch.cheer(100, "응원해요")
    await stage.twitch.repeat()
    await stage.answers()
    assert [event.text for event in stage.heard] == ["한 번", "응원해요", "살아 있어요?"]
    assert sum(isinstance(event, Donation) for event in stage.heard) == 1


async def test_an_event_that_cannot_be_heard_costs_only_itself(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.choke_on = "사레"
    await stage.twitch.chat("사레")
    await stage.answers()
    (record,) = [record for record in caplog.records if record.message == "event not heard"]
    assert record.exc_info is not None
    assert stage.texts() == ["살아 있어요?"]
    assert stage.faults.count(faults.TOKEN) == 1, "the socket was kept"


async def test_too_many_requests_can_be_tried_again(stage: Stage) -> None:
    stage.faults.add(faults.SAY, status=429)
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("한 번만"))
    await stage.adapter.say(answer("한 번만"))
    assert [line.text for line in stage.twitch.said] == ["한 번만"]
    await stage.answers()


@pytest.mark.parametrize("times", [1, 5])
async def test_a_server_error_while_sending_leaves_it_unknown(stage: Stage, times: int) -> None:
    stage.faults.add(faults.SAY, times=times, status=500)
    for _ in range(times):
        assert await said(stage.adapter, answer("한 번만")) == (State.UNKNOWN, "SendUnknown")
    assert stage.faults.count(faults.SAY) == times, "none was repeated by itself"
    await stage.answers()


@pytest.mark.parametrize("how", ["lost", "hangs"])
async def test_a_lost_answer_is_never_said_twice(stage: Stage, how: str) -> None:
    stage.faults.add(faults.SAY, **{how: True})
    message_id = await stage.twitch.chat("고민이에요")
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("한 번만", in_reply_to=(f"twitch:{message_id}",)))
    assert [line.text for line in stage.twitch.said] == ["한 번만"]
    assert stage.faults.count(faults.SAY) == 1
    await stage.answers()


async def test_a_line_without_its_rejected_parent_waits_its_turn(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[bool] = []

    class Counted(Limiter):
        async def wait(self, urgent: bool = False) -> None:
            waits.append(urgent)
            await super().wait(urgent)

    monkeypatch.setattr("adapters.twitch.adapter.Limiter", Counted)  # its waits have no other trace
    stage.faults.add(faults.SAY, status=400)
    await stage.adapter.say(answer("109", in_reply_to=("twitch:gone",), crisis=True))
    assert [(line.text, line.reply_to) for line in stage.twitch.said] == [("109", None)]
    assert waits == [True, True]


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


async def test_a_half_open_socket_is_left(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(twitch_socket, "DEFAULT_KEEPALIVE", 0.2)
    monkeypatch.setattr(twitch_socket, "GRACE", 0.2)
    stage.twitch.sockets.keepalive = 0.1
    await stage.twitch.sockets.reconnect()  # the next socket is told the shorter interval
    await stage.moved()
    await asyncio.sleep(0.6)
    assert stage.twitch.sockets.welcomed == 2, "keepalives count as signs of life"
    stage.twitch.sockets.keepalive = 60.0
    await until(lambda: stage.faults.count(faults.TOKEN) == 2 and stage.adapter.connected)
    await stage.answers()
    assert [r.error for r in caplog.records if r.message == "connection lost"] == ["Disconnected"]  # type: ignore[attr-defined]

"""Frames that are spoilt, told twice, out of order or too many: each costs itself at most."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.simulated.twitch_events import chat_event, frame
from core.events import Event
from tests.conftest import until
from tests.servers.twitch import Stage, staged

pytestmark = pytest.mark.usefixtures("hurried_twitch")

CHAT = "channel.chat.message"
MIB = 1 << 20


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


def chat_frame(text: str) -> dict[str, Any]:
    event = chat_event("1337", f"id of {text}", text, "1", "시청자")
    return frame("notification", {"event": event}, CHAT)


@pytest.mark.parametrize(
    "spoil",
    [
        {"metadata": None},
        {"metadata": {}},
        {"metadata": {"message_type": 3}},
        {"metadata": {"message_type": "new_kind"}},
        {"metadata": {"message_type": "session_reconnect"}},
        {"metadata": {"message_type": "session_welcome"}},
        {"metadata": {"message_type": "revocation"}},
        {"payload": None},
        {"payload": {}},
        {"payload": {"event": None}},
        {"payload": {"event": []}},
        {"payload": {"event": {}}},
        {"payload": {"event": {"broadcaster_user_id": "1337"}}},
        {"payload": {"session": {"id": None}, "subscription": {"type": 1}}},
    ],
)
async def test_a_spoilt_frame_costs_only_itself(stage: Stage, spoil: dict[str, Any]) -> None:
    await stage.twitch.send(chat_frame("상한 줄") | spoil)
    await stage.answers()
    assert stage.texts() == ["살아 있어요?"]
    assert stage.sessions() == 1


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        {"message_id": None, "message_type": None, "subscription_type": None},
        {"message_type": "notification"},
        {"message_id": "m", "subscription_type": CHAT, "subscription_version": "9", "new": [1]},
    ],
)
async def test_what_is_told_without_metadata_is_told_by_the_payload(
    stage: Stage, metadata: dict[str, Any] | None
) -> None:
    event = chat_event("1337", "m1", "그래도 들려요", "1", "시청자")
    about = {"type": CHAT, "status": "enabled", "new": {}}
    payload = {"subscription": about, "event": event | {"new": None}}
    await stage.twitch.send({"metadata": metadata, "payload": payload})
    await stage.answers()
    assert stage.texts() == ["그래도 들려요", "살아 있어요?"]


async def test_out_of_order_and_twice_everything_is_heard_once(stage: Stage) -> None:
    told = [chat_frame(f"줄 {number}") for number in range(6)]
    for number in (3, 0, 3, 5, 1, 0, 4, 2, 5):
        await stage.twitch.send(told[number])
    await stage.answers()
    assert stage.texts() == [*(f"줄 {n}" for n in (3, 0, 5, 1, 4, 2)), "살아 있어요?"]


async def test_an_event_that_cannot_be_heard_costs_only_itself(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.choke_on = "사레"
    await stage.twitch.chat("사레")
    await stage.answers()
    (record,) = [record for record in caplog.records if record.message == "event not heard"]
    assert record.exc_info is not None
    assert stage.texts() == ["살아 있어요?"]
    assert stage.sessions() == 1, "the socket was kept"


async def test_a_burst_is_heard_and_kept_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 messages a second for five seconds, a command among the last of them."""
    heard: list[str] = []

    def hear(_: Stage, event: Event) -> bool:
        if event.text.startswith("!"):
            heard.append(event.text)
        counted[event.viewer.id] = counted.get(event.viewer.id, 0) + 1
        return True

    counted: dict[str, int] = {}
    monkeypatch.setattr(Stage, "hear", hear)
    async with staged(keepalive=1.0) as stage:
        await flood(stage, 250)
        await until(lambda: sum(counted.values()) == 250)
        gc.collect()
        tracemalloc.start()
        try:
            await flood(stage, 2_500)
            await stage.twitch.chat("!추천", "77")
            await until(lambda: heard == ["!추천"], within=30.0)
            gc.collect()
            grown, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert sum(counted.values()) == 2_751, "none was lost, none heard twice"
        assert stage.sessions() == 1
        assert grown < 8 * MIB
        assert peak < 32 * MIB
        await asyncio.sleep(2.5)
        assert stage.adapter.connected, "silence is broken by keepalives"
        assert stage.sessions() == 1


async def flood(stage: Stage, lines: int, a_second: int = 500) -> None:
    """So many chat messages at this rate, told in batches."""
    clock = asyncio.get_running_loop().time
    began = clock()
    for number in range(lines):
        await stage.twitch.chat(f"빠른 채팅 {number}", f"{number % 900}", "시청자")
        ahead = (number + 1) / a_second - (clock() - began)
        if ahead > 0.02:
            await asyncio.sleep(ahead)


async def test_a_frame_whose_payload_is_null_is_readable(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.twitch.send({"metadata": {"message_type": "session_keepalive"}, "payload": None})
    await stage.answers()
    assert "frame not readable" not in caplog.text

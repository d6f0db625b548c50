"""What is on air: which page plays it, has the sound, and what waits."""

import asyncio
import time
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from adapters.overlay.adapter import Overlay
from tests.conftest import until
from tests.servers.overlay import KEYS, ONE, OTHER, Door, ids, page


async def test_a_channel_with_its_own_page_does_not_wait_for_anothers(
    overlay: Overlay, door: Door
) -> None:
    one, everything = await page(door, KEYS.token(*ONE)), await page(door, "right")
    async with asyncio.TaskGroup() as tasks:
        slow = tasks.create_task(overlay.play(*OTHER, {"type": "speak", "id": "b"}, None, 60.0))
        own = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        assert await ids(one, 1) == ["a"]
        assert set(await ids(everything, 2)) == {"a", "b"}
        await one.send_json({"type": "played", "id": "a"})
        await own
        assert not slow.done()
        await everything.send_json({"type": "played", "id": "b"})


async def test_a_page_for_all_channels_plays_one_at_a_time(overlay: Overlay, door: Door) -> None:
    everything = await page(door, "right")
    async with asyncio.TaskGroup() as tasks:
        for id, key in (("a", ONE), ("b", OTHER)):
            tasks.create_task(overlay.play(*key, {"type": "speak", "id": id}, None, 60.0))
        for id in ("a", "b"):
            assert await ids(everything, 1) == [id], "the next one only after this one"
            await everything.send_json({"type": "played", "id": id})


async def test_silence_is_for_one_channel(overlay: Overlay, door: Door) -> None:
    one, other = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*OTHER))
    async with asyncio.TaskGroup() as tasks:
        stopped = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        goes_on = tasks.create_task(overlay.play(*OTHER, {"type": "speak", "id": "b"}, None, 60.0))
        await ids(one, 1)
        await ids(other, 1)
        overlay.stop(*ONE)
        await stopped
        assert (await one.receive_json())[0] == {"type": "stop", "channel": "twitch/1"}
        assert not goes_on.done()
        await other.send_json({"type": "played", "id": "b"})


async def test_what_a_page_has_shown_is_told(overlay: Overlay, door: Door) -> None:
    shown: list[str] = []
    overlay.shown = shown.append
    first, second = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*ONE))
    await second.send_json({"type": "donation_shown", "id": "donation:x"})
    await first.send_str("rubbish")
    await first.send_json({"type": "donation_shown", "id": "y" * 10_000})
    await first.send_json({"type": "donation_shown", "id": "donation:z"})
    await until(lambda: sorted(shown) == ["donation:x", "donation:z"])


async def owns(socket: ClientWebSocketResponse) -> bool:
    """What a page is told next about the sound."""
    async with asyncio.timeout(5.0):
        while True:
            for event in await socket.receive_json():
                if event["type"] == "audio_owner":
                    return bool(event["owner"])


async def test_the_sound_is_a_page_s_that_can_play_it_and_is_on_air(
    overlay: Overlay, door: Door
) -> None:
    token = KEYS.token(*ONE)
    mute = await door.knock()
    await mute.send_json({"type": "auth", "token": token, "layers": ["alerts", "pet"]})
    assert (await mute.receive_json())[0]["audio_owner"] is False
    first, second = await door.knock(), await door.knock()
    for socket, owner in ((first, True), (second, False)):
        await socket.send_json({"type": "auth", "token": token})
        assert (await socket.receive_json())[0]["audio_owner"] is owner
    await first.send_json({"type": "idle"})
    assert [await owns(first), await owns(second)] == [False, True]
    await second.send_json({"type": "idle"})
    assert [await owns(second), await owns(first)] == [False, True], "none is on air: the first"
    await second.send_json({"type": "active"})
    assert [await owns(first), await owns(second)] == [False, True]
    await second.close()
    assert await owns(first)


async def test_in_a_crisis_what_is_played_ends_and_what_waits_comes_later(
    overlay: Overlay, door: Door
) -> None:
    one = await page(door, KEYS.token(*ONE))
    async with asyncio.TaskGroup() as tasks:
        ended = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        assert await ids(one, 1) == ["a"]
        began = time.monotonic()
        overlay.calm(*ONE, 0.5)
        await ended
        later = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "b"}, None, 60.0))
        (calm,) = await one.receive_json()
        assert (calm["type"], calm["seconds"]) == ("calm", 0.5)
        assert await ids(one, 1) == ["b"]
        assert time.monotonic() - began >= 0.5
        await one.send_json({"type": "played", "id": "b"})
        await later


async def test_where_no_page_speaks_nothing_is_played(overlay: Overlay, door: Door) -> None:
    await page(door, KEYS.token(*ONE), layers=["alerts"])
    async with asyncio.timeout(5.0):
        assert not await overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0)


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_what_waited_until_its_page_had_left_is_heard_only_where_another_says_it(
    overlay: Overlay, door: Door, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    monkeypatch.setattr("adapters.overlay.pages.REPORT_WITHIN", 0.0)
    await page(door, KEYS.token(*ONE), layers=["alerts"])
    own = await page(door, KEYS.token(*ONE))
    await page(door, "right", layers=["captions" if elsewhere else "alerts"])
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        assert await ids(own, 1) == ["a"]
        waits = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "b"}, None, 0.1))
        await own.close()
        await until(lambda: overlay.heard_everywhere() == ((None,) if elsewhere else ()))
        overlay.calm(*ONE, 0.05)
        assert await first, "it was begun"
    assert waits.result() is elsewhere


@pytest.mark.parametrize(
    ("layers", "speaks", "alerts"),
    [
        (["alerts"], False, True),
        (["alerts", "pet", "poll"], False, True),
        (["captions"], True, False),
        (["avatar", "cards"], True, False),
        (["captions", "alerts"], True, True),
        (["receipts"], False, False),
        # Whatever names no part of it is an address without any: everything is shown.
        ([], True, True),
        (["rubbish"], True, True),
        (None, True, True),
        ("alerts", True, True),
        ({"alerts": 1}, True, True),
        ([["alerts"], {}, None, 3, "x" * 9_000], True, True),
        (["alerts", ["captions"], 7, "captions "], False, True),
    ],
)
async def test_a_page_counts_for_the_parts_that_it_has(
    overlay: Overlay, door: Door, layers: Any, speaks: bool, alerts: bool
) -> None:
    await page(door, KEYS.token(*ONE), layers=layers)
    assert (overlay.watched(*ONE), overlay.shows_alerts(*ONE)) == (speaks, alerts)
    assert overlay.heard_everywhere() == ((ONE,) if speaks else ())
    assert not overlay.watched(*OTHER)
    assert not overlay.shows_alerts(*OTHER)


async def test_pages_of_one_channel_may_share_its_parts(overlay: Overlay, door: Door) -> None:
    await page(door, KEYS.token(*ONE), layers=["alerts"])
    everything = await page(door, "right", layers=["captions"])
    assert overlay.watched(*ONE)
    assert overlay.shows_alerts(*ONE)
    assert overlay.watched(*OTHER)
    assert not overlay.shows_alerts(*OTHER)
    assert overlay.heard_everywhere() == (None,)
    # The one that speaks is waited for, though it is not the channel's own.
    async with asyncio.TaskGroup() as tasks:
        told = tasks.create_task(overlay.play(*ONE, {"type": "speak", "id": "a"}, None, 60.0))
        assert await ids(everything, 1) == ["a"]
        await everything.send_json({"type": "played", "id": "a"})
        await told
    await everything.close()
    await until(lambda: not overlay.watched(*ONE))
    assert overlay.shows_alerts(*ONE)

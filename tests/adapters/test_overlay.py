"""The overlay's socket: how many may come in, and how many may wait at the door."""

import asyncio
import time

import pytest

from adapters.overlay.adapter import PAGES, WAITING, Overlay
from adapters.overlay.pages import Look
from core.labels import Platform
from tests.conftest import until
from tests.servers.overlay import KEYS, ONE, OTHER, RENEWED, Door, ids, page

TRY_AGAIN_LATER = 1013


async def test_who_waits_longest_gives_way_and_a_real_page_comes_in(
    overlay: Overlay, door: Door
) -> None:
    silent = [await door.knock()]
    await until(lambda: len(overlay._waiting) == 1)
    silent += [await door.knock() for _ in range(WAITING - 1)]
    await until(lambda: len(overlay._waiting) == WAITING)
    page = await door.enter()
    assert "hello" in await page.receive_str()
    await silent[0].receive()
    assert silent[0].close_code == TRY_AGAIN_LATER
    for _ in range(WAITING):
        await door.knock()
        assert len(overlay._waiting) <= WAITING
    assert overlay.watched(Platform.ROOM, "room")


async def test_a_page_too_many_is_sent_away_until_another_leaves(
    overlay: Overlay, door: Door
) -> None:
    pages = []
    for _ in range(PAGES):
        pages.append(await door.enter())
        assert "hello" in await pages[-1].receive_str()
    late = await door.enter()
    await late.receive()
    assert late.close_code == TRY_AGAIN_LATER
    await pages[0].close()
    await until(lambda: len(overlay._pages[None].pages) < PAGES)
    page = await door.enter()
    assert "hello" in await page.receive_str()


async def test_a_channels_page_shows_that_channel_and_the_installations_all(
    overlay: Overlay, door: Door
) -> None:
    one, other = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*OTHER))
    everything = await page(door, "right")
    for number, key in enumerate((ONE, OTHER, ONE)):
        overlay.show(*key, {"type": "donation", "id": str(number)})
    assert await ids(one, 2) == ["0", "2"]
    assert await ids(other, 1) == ["1"]
    assert await ids(everything, 3) == ["0", "1", "2"]


async def test_nobody_gets_in_with_another_channels_proof(overlay: Overlay, door: Door) -> None:
    proof = KEYS.token(*ONE).rpartition(".")[2]
    for token in (f"twitch.2.{proof}", f"chzzk.1.{proof}", "twitch.1.", "", "wrong", "가"):
        socket = await door.knock()
        await socket.send_json({"type": "auth", "token": token})
        await socket.receive()
        assert socket.close_code == 4401
    assert not overlay.watched(*ONE)


async def test_a_renewed_token_cuts_its_pages_off_at_once(
    overlay: Overlay, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, other = await page(door, KEYS.token(*ONE)), await page(door, KEYS.token(*OTHER))
    monkeypatch.setitem(RENEWED, "1", 1)
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(overlay.recheck())
        await old.receive()
        assert time.monotonic() - began < 1.0
    assert old.close_code == 4401
    assert not overlay.watched(*ONE)
    overlay.show(*OTHER, {"type": "donation", "id": "a"})
    assert await ids(other, 1) == ["a"]
    await page(door, KEYS.token(*ONE))
    assert overlay.watched(*ONE)


async def test_a_burst_of_gifts_is_more_than_a_browser_is_kept_and_all_arrive(
    overlay: Overlay, door: Door
) -> None:
    one = await page(door, KEYS.token(*ONE))
    for number in range(1_000):
        overlay.show(*ONE, {"type": "donation", "id": str(number)})
    assert await ids(one, 1_000) == [str(number) for number in range(1_000)]


async def test_a_page_learns_the_animal_of_its_channel_and_another_once_it_is_chosen(
    door: Door, overlay: Overlay
) -> None:
    pets = {ONE: "cat", OTHER: "none"}
    overlay._look = lambda *key: Look(pets[key], "english" if key == ONE else "")
    sockets = []
    for key in (ONE, OTHER):
        socket = await door.knock()
        await socket.send_json({"type": "auth", "token": KEYS.token(*key)})
        hello = (await socket.receive_json())[0]
        assert (hello["pet"], hello["calm"]) == (pets[key], 0.0)
        assert hello["language"] == ("english" if key == ONE else "")
        sockets.append(socket)
    pets[OTHER] = "otter"
    await overlay.recheck()
    assert (await sockets[1].receive_json()) == [{"type": "look", "pet": "otter", "language": ""}]
    pets[ONE] = "shiba"
    await overlay.recheck()
    shiba = {"type": "look", "pet": "shiba", "language": "english"}
    assert (await sockets[0].receive_json()) == [shiba], "told once"


async def test_rubbish_without_end_is_refused_like_any(
    overlay: Overlay, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    deep = "[" * 8_000
    for rubbish in (deep, f'{{"type":"auth","token":"right","layers":{deep}', "{}", "가"):
        socket = await door.knock()
        await socket.send_str(rubbish)
        await socket.receive()
        assert socket.close_code == 4401
    let_in = await page(door, KEYS.token(*ONE))
    await let_in.send_str(f'{{"type":"played","id":{deep}')
    await let_in.send_str(f'{{"type":"played","more":{deep}')
    overlay.show(*ONE, {"type": "donation", "id": "a"})
    assert await ids(let_in, 1) == ["a"]
    assert not caplog.records

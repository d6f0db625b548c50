"""How fast lines reach Twitch's chat: within its limits, over a restart too."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from adapters.simulated import twitch_chat
from adapters.twitch import outlet, pace
from adapters.twitch.adapter import TwitchAdapter
from core.errors import RateLimited
from tests.conftest import until
from tests.servers import twitch as faults
from tests.servers.twitch import DONOR, Stage, answer, helix_of, staged

pytestmark = pytest.mark.usefixtures("hurried_twitch")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def test_thanks_wait_until_they_may_be_repeated(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SAME_AGAIN", 0.4)
    monkeypatch.setattr(twitch_chat, "SAME_AGAIN", 0.35)
    for _ in range(3):
        await stage.adapter.say(answer("고마워요", viewer=DONOR, donation="100비트"))
    assert stage.lines() == ["고마워요", "@여름귤 고마워요", "@여름귤 고마워요"]


async def test_a_moderator_may_repeat_itself(stage: Stage) -> None:
    stage.twitch.ledger.moderated.add("1337")
    for text in ("처음", "또", "또"):
        await stage.adapter.say(answer(text))
    assert stage.lines() == ["처음", "또", "또"]
    stage.twitch.ledger.moderated.clear()
    await stage.adapter.say(answer("이제 아니에요"))
    await until(lambda: stage.adapter._outlet._pace.again_in("1337", "또") > 0)


async def test_a_flood_stays_within_the_limit_and_a_crisis_finds_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "PER_SECONDS", 1.0)
    monkeypatch.setattr(twitch_chat, "PER_SECONDS", 0.9)
    flood = [asyncio.create_task(stage.adapter.say(answer(f"줄 {number}"))) for number in range(45)]
    await until(lambda: len(stage.twitch.said) == pace.SENDS - pace.RESERVED)
    await stage.adapter.say(answer("109", crisis=True))
    assert stage.lines()[-1] == "109", "before all that waits"
    await asyncio.gather(*flood)
    assert stage.twitch.ledger.breaches == 0
    assert len(stage.twitch.said) == 46


async def test_a_moderator_speaks_more(stage: Stage) -> None:
    stage.twitch.ledger.moderated.add("1337")
    await stage.adapter.say(answer("처음"))
    async with asyncio.timeout(10.0):
        await asyncio.gather(*(stage.adapter.say(answer(f"줄 {n}")) for n in range(60)))
    assert len(stage.twitch.said) == 61
    assert stage.twitch.ledger.breaches == 0


async def test_what_would_come_too_late_is_not_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "PER_SECONDS", 300.0)
    await asyncio.gather(*(stage.adapter.say(answer(f"줄 {n}")) for n in range(18)))
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("너무 늦은 줄"))
    assert len(stage.twitch.said) == 18


async def test_thanks_that_waited_for_their_repetition_wait_no_second_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SAME_AGAIN", 0.6)
    monkeypatch.setattr(outlet, "PATIENCE", 0.8)
    for text in ("고마워요", "@여름귤 고마워요"):
        await stage.adapter.say(answer(text))
    monkeypatch.setattr(pace, "PER_SECONDS", 1.2)
    await asyncio.gather(*(stage.adapter.say(answer(f"줄 {n}")) for n in range(16)))
    began = asyncio.get_running_loop().time()
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("고마워요", viewer=DONOR, donation="100비트"))
    assert asyncio.get_running_loop().time() - began < 0.9


async def test_a_rejected_parent_costs_no_second_patience(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet, "PATIENCE", 0.3)
    monkeypatch.setattr(pace, "PER_SECONDS", 0.5)
    await asyncio.gather(*(stage.adapter.say(answer(f"줄 {n}")) for n in range(17)))
    stage.faults.add(faults.SAY, status=400, late=0.2)
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("답이에요", in_reply_to=("twitch:gone",)))


async def test_what_was_said_before_a_restart_is_paced(stage: Stage) -> None:
    now = time.time()
    before = [("1337", now - 1.0)] * (pace.SENDS - pace.RESERVED)
    async with helix_of(stage.twitch) as helix:
        adapter = TwitchAdapter(helix, stage.twitch.sockets.url, ("streamer",), said=before)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await adapter.say(answer("벌써요"))
    assert not stage.twitch.said

"""Receipts of one moment are one line of chat, on the real adapters, by way of the outbox."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from adapters.chzzk.line import LONGEST, MARK, width
from core.delivery.gathering import AGAIN, Gathering
from core.delivery.outbox import Outbox
from core.errors import RateLimited
from core.events import Viewer
from core.labels import Platform
from core.meter import Drop
from core.ports import Adapter
from core.replies import Notice, Receipt, together
from tests.conftest import FakeClock, until
from tests.core.test_outbox import Counting
from tests.servers import chzzk_stage
from tests.servers.chzzk import SEND, refusal
from tests.servers.discord import CHANNEL as DISCORD_CHANNEL
from tests.servers.discord import staged as on_discord
from tests.servers.twitch import staged as on_twitch

pytestmark = pytest.mark.usefixtures("hurried_chzzk", "hurried_twitch")

Lines = Outbox[Receipt | Notice]


@asynccontextmanager
async def lines(adapter: Adapter, meter: Counting | None = None) -> AsyncIterator[Lines]:
    """What says the service's own lines in a running program."""

    async def tell(line: Receipt | Notice) -> None:
        await (adapter.notify(line) if isinstance(line, Notice) else adapter.receipt(line))

    outbox: Lines = Outbox(tell, meter or Counting())
    task = asyncio.create_task(outbox.run())
    try:
        yield outbox
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def receipts(
    platform: Platform, channel: str, names: Sequence[str], eta: int = 40
) -> Iterator[Receipt]:
    for place, name in enumerate(names, 1):
        viewer = Viewer(f"{platform}:{name}", name)
        yield Receipt(platform, channel, viewer, f"{platform}:{place}", place, eta * place)


async def test_on_chzzk_several_are_one_line(clock: FakeClock) -> None:
    async with chzzk_stage.listening(clock) as stage, lines(stage.adapter) as out:
        for one in receipts(Platform.CHZZK, chzzk_stage.CHANNEL, ("봄", "여름", "가을")):
            out.put(one)
        await until(lambda: bool(stage.chzzk.said))
        out.put(next(receipts(Platform.CHZZK, chzzk_stage.CHANNEL, ("겨울",))))
        await until(lambda: len(stage.chzzk.said) > 1)
        assert stage.chzzk.said == [
            f"[🤖러블름]{MARK} 접수됐어요. 봄님 1번째, 여름님 2번째, 가을님 3번째 (약 40초~2분, 상담사는 AI예요)",
            f"[🤖러블름]{MARK} @겨울 접수됐어요, 1번째, 약 40초 (상담사는 AI예요)",
        ]


async def test_on_chzzk_a_line_takes_as_many_as_fit(clock: FakeClock) -> None:
    names = [f"{'가' * 14}{number}" for number in range(4)] + ["나" * 30]
    async with chzzk_stage.listening(clock) as stage, lines(stage.adapter) as out:
        for one in receipts(Platform.CHZZK, chzzk_stage.CHANNEL, names):
            out.put(one)
        await until(lambda: len(stage.chzzk.said) >= 3)
        said = stage.chzzk.said
    assert all(width(line) <= LONGEST and line.endswith("상담사는 AI예요)") for line in said)
    assert [sum(f"{name}" in line for name in names) for line in said] == [2, 2, 1]
    found = " ".join(said)
    assert sorted(names, key=found.index) == names, "in order"


async def test_a_notice_waits_for_those_before_it_and_they_for_a_notice(clock: FakeClock) -> None:
    async with chzzk_stage.listening(clock) as stage, lines(stage.adapter) as out:
        first, second, third = receipts(Platform.CHZZK, chzzk_stage.CHANNEL, ("봄", "여름", "가을"))
        pause = Notice(Platform.CHZZK, chzzk_stage.CHANNEL, None, None, "잠시 쉬어요.")
        for one in (first, second, pause, third):
            out.put(one)
        await until(lambda: len(stage.chzzk.said) == 3)
        assert ["봄님" in stage.chzzk.said[0], "여름님" in stage.chzzk.said[0]] == [True, True]
        assert stage.chzzk.said[1].endswith("잠시 쉬어요.")
        assert "@가을 " in stage.chzzk.said[2]


async def test_whoever_was_in_a_line_over_the_limit_counts(clock: FakeClock) -> None:
    meter = Counting()
    async with chzzk_stage.listening(clock) as stage, lines(stage.adapter, meter) as out:
        late = {"Retry-After": "60"}
        stage.chzzk.refusals[SEND].append(refusal(429, "TOO_MANY_REQUESTS", **late))
        for one in receipts(Platform.CHZZK, chzzk_stage.CHANNEL, ("봄", "여름")):
            out.put(one)
        await until(lambda: meter.drops == {Drop.LIMITED: 2})
        assert not stage.chzzk.said


async def test_on_twitch_several_are_one_line() -> None:
    async with on_twitch() as stage, lines(stage.adapter) as out:
        for one in receipts(Platform.TWITCH, "1337", ("봄", "여름"), eta=90):
            out.put(one)
        await until(lambda: bool(stage.lines()))
        out.put(next(receipts(Platform.TWITCH, "1337", ("겨울",))))
        await until(lambda: len(stage.lines()) > 1)
        assert stage.lines() == [
            "접수됐어요. 봄님 1번째, 여름님 2번째 (약 2분~3분, 상담사는 AI예요)",
            "@겨울 접수됐어요, 1번째, 약 40초 (상담사는 AI예요)",
        ]


async def test_on_discord_several_are_one_line_under_nobodys() -> None:
    async with on_discord() as stage, lines(stage.adapter) as out:
        for one in receipts(Platform.DISCORD, DISCORD_CHANNEL, ("봄", "*여름*")):
            out.put(one)
        await until(lambda: bool(stage.discord.said))
        (said,) = stage.discord.said
        assert (said.text, said.reply_to) == (
            r"접수됐어요. 봄님 1번째, \*여름\*님 2번째 (약 40초\~1분, 상담사는 AI예요)",
            None,
        )


async def test_one_channel_does_not_wait_for_another(clock: FakeClock) -> None:
    said: list[list[str]] = []

    async def say(group: Sequence[Receipt]) -> None:
        said.append([one.viewer.name for one in group])

    gathering = Gathering(say, lambda _: True)
    now = asyncio.get_running_loop().time
    began = now()
    await gathering.tell(next(receipts(Platform.TWITCH, "a", ("봄",))))
    await gathering.tell(next(receipts(Platform.TWITCH, "b", ("여름",))))
    assert now() - began < AGAIN
    await gathering.tell(next(receipts(Platform.TWITCH, "b", ("가을",))))
    assert said == [["봄"], ["여름"], ["가을"]]


async def test_one_line_that_fails_is_not_the_next_ones() -> None:
    async def say(group: Sequence[Receipt]) -> None:
        if group[0].viewer.name == "봄":
            raise RateLimited(5.0)

    gathering = Gathering(say, lambda _: False)
    both = receipts(Platform.TWITCH, "a", ("봄", "여름"))
    told = await asyncio.gather(*map(gathering.tell, both), return_exceptions=True)
    assert [type(one) for one in told] == [RateLimited, type(None)]


async def test_stopped_while_it_waits_it_leaves_nobody_behind() -> None:
    said: list[Receipt] = []

    async def say(group: Sequence[Receipt]) -> None:
        said.extend(group)

    gathering = Gathering(say, lambda _: True)
    first, second, third = receipts(Platform.TWITCH, "a", ("봄", "여름", "가을"))
    waiting = [asyncio.create_task(gathering.tell(one)) for one in (first, second)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    done, _ = await asyncio.wait(waiting, timeout=5.0)
    assert [task.cancelled() for task in waiting] == [True, True]
    assert len(done) == 2
    await gathering.tell(third)
    assert said == [third]


def test_one_wait_is_told_once() -> None:
    both = [Receipt(Platform.TWITCH, "a", Viewer("v", "봄 \n봄"), "e", 1, 60)] * 2
    assert together(both) == "접수됐어요. 봄 봄님 1번째, 봄 봄님 1번째 (약 1분, 상담사는 AI예요)"

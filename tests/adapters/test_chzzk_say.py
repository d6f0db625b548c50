"""The Chzzk adapter speaks, at most once, in the streamer's name."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from adapters.chzzk import adapter as chzzk_adapter
from adapters.chzzk import api as chzzk_api
from adapters.chzzk.adapter import ChzzkAdapter
from adapters.chzzk.line import MARK
from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
from core.labels import Platform
from core.replies import Notice, Receipt
from tests.conftest import FakeClock, until
from tests.servers.chzzk import SEND, FaultyChzzk, refusal
from tests.servers.chzzk_stage import (
    CHANNEL,
    VIEWER,
    Stage,
    answer,
    crisis,
    hurry,
    listening,
    open_api,
    running,
)


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture
async def stage(clock: FakeClock) -> AsyncIterator[Stage]:
    async with listening(clock) as stage:
        yield stage


async def test_a_long_line_is_cut_at_a_sentence(stage: Stage) -> None:
    await stage.adapter.say(answer("한 문장이에요. " * 60))
    (said,) = stage.chzzk.said
    assert len(said) <= 100
    assert said.endswith("한 문장이에요.")


@pytest.mark.parametrize("length", [60, 93, 99, 100])
async def test_a_crisis_text_arrives_whole(stage: Stage, length: int) -> None:
    text = "가" * length
    await stage.adapter.say(crisis(text))
    (said,) = stage.chzzk.said
    assert text in said
    await stage.hears("다음 줄")
    assert len(stage.heard) == 1, "even bare it was recognised"


async def test_a_receipt_and_a_notice_name_the_viewer(stage: Stage) -> None:
    await stage.adapter.receipt(Receipt(Platform.CHZZK, CHANNEL, VIEWER, "e", 3, 40))
    await stage.adapter.receipt(Receipt(Platform.CHZZK, CHANNEL, VIEWER, "e", 1, 5))
    await stage.adapter.notify(Notice(Platform.CHZZK, CHANNEL, VIEWER, None, "매니저만 써요."))
    await stage.adapter.notify(Notice(Platform.CHZZK, CHANNEL, None, None, "잠시 쉬어요."))
    assert stage.chzzk.said == [
        f"[🤖러블름]{MARK} @시청자 접수됐어요, 3번째, 약 40초 (상담사는 AI예요)",
        f"[🤖러블름]{MARK} @시청자 매니저만 써요.",
        f"[🤖러블름]{MARK} 잠시 쉬어요.",
    ]


async def test_another_channels_line_is_not_said_here(stage: Stage) -> None:
    with pytest.raises(SendRejected):
        await stage.adapter.say(answer("여기 아니에요.", channel="x"))
    assert not stage.chzzk.said


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "0"}])
async def test_too_many_requests_is_waited_out(stage: Stage, headers: dict[str, str]) -> None:
    stage.chzzk.refusals[SEND].extend(refusal(429, "TOO_MANY_REQUESTS", **headers) for _ in "12")
    await stage.adapter.say(answer("세 번째에 갔어요."))
    assert len(stage.chzzk.said) == 1


async def test_too_long_a_wait_is_left_to_the_caller(stage: Stage) -> None:
    late = {"Retry-After": "60"}
    stage.chzzk.refusals[SEND].append(refusal(429, "TOO_MANY_REQUESTS", **late))
    with pytest.raises(RateLimited) as limited:
        await stage.adapter.say(answer("안 갔어요."))
    assert limited.value.retry_after == pytest.approx(60.0, abs=1.0)
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("다음 줄도 기다려요."))
    assert stage.chzzk.requests.count(SEND) == 1
    assert not stage.chzzk.said


@pytest.mark.parametrize(
    "failure",
    [
        lambda: refusal(500, "INTERNAL_SERVER_ERROR"),
        lambda: web.Response(status=503, text="<html>busy</html>"),
        lambda: web.Response(text="not json"),
        lambda: web.json_response({"code": 500, "message": "in a 200"}),
    ],
)
async def test_a_server_error_is_unknown_and_not_repeated(
    stage: Stage, failure: Callable[[], web.Response]
) -> None:
    stage.chzzk.refusals[SEND].append(failure())
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("갔을까요."))
    assert stage.chzzk.requests.count(SEND) == 1


async def test_a_refused_line_says_why(stage: Stage) -> None:
    stage.chzzk.refusals[SEND].append(refusal(403, "FORBIDDEN"))
    with pytest.raises(SendRejected, match="403 FORBIDDEN"):
        await stage.adapter.say(answer("안 돼요."))


async def test_an_answer_that_was_lost_is_found_in_the_echo(stage: Stage) -> None:
    stage.chzzk.lost.add(SEND)
    await stage.adapter.say(answer("갔어요."))
    assert len(stage.chzzk.said) == 1
    stage.chzzk.lost.add(SEND)
    stage.chzzk.echoes = 0
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("이건 몰라요."))
    assert len(stage.chzzk.said) == 2


async def test_an_answer_without_an_id_is_an_answer(stage: Stage) -> None:
    stage.chzzk.refusals[SEND].append(web.json_response({"code": 200, "content": {"x": {}}}))
    await stage.adapter.say(answer("받았대요."))


async def test_a_slow_send_is_unknown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chzzk_api, "DEADLINE", 0.1)
    stage.chzzk.slow = 0.2
    stage.chzzk.echoes = 0
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("느려요."))
    assert stage.chzzk.requests.count(SEND) == 1


async def test_a_line_waits_for_the_first_connection_and_no_longer(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        FaultyChzzk().serve() as chzzk,
        open_api(chzzk, clock) as api,
        asyncio.TaskGroup() as tasks,
    ):
        adapter = ChzzkAdapter([api], "러블름", clock)
        early = tasks.create_task(adapter.say(answer("일찍 왔어요.")))
        listening = tasks.create_task(adapter.run(lambda _: True))
        await early
        assert len(chzzk.said) == 1
        listening.cancel()
        monkeypatch.setattr(chzzk_adapter, "PATIENCE", 0.05)
        with pytest.raises(Disconnected):
            await ChzzkAdapter([api], "러블름", clock).say(answer("아무도 없어요."))


async def test_no_server_no_line(clock: FakeClock) -> None:
    async with AsyncExitStack() as stack:
        chzzk = await stack.enter_async_context(FaultyChzzk().serve())
        async with running(chzzk, clock) as stage:
            await until(lambda: stage.adapter.connected)
            await stack.aclose()
            with pytest.raises(Disconnected):
                await stage.adapter.say(answer("아무도 없어요."))


async def test_never_more_than_ten_in_ten_seconds_and_one_kept_for_a_crisis(stage: Stage) -> None:
    for number in range(9):
        await stage.adapter.say(answer(f"{number}번째예요."))
    with pytest.raises(RateLimited):
        await stage.adapter.say(answer("열 번째예요."))
    await stage.adapter.say(crisis("지금 안전한가요?"))
    with pytest.raises(RateLimited):
        await stage.adapter.say(crisis("열한 번째예요."))
    assert len(stage.chzzk.said) == 10
    stage.clock.tick(10.0)
    await stage.adapter.say(answer("이제 돼요."))


async def test_a_receipt_waits_for_nobody(stage: Stage) -> None:
    for number in range(9):
        await stage.adapter.say(answer(f"{number}번째예요."))
    stage.clock.tick(8.0)
    with pytest.raises(RateLimited):
        await stage.adapter.receipt(Receipt(Platform.CHZZK, CHANNEL, VIEWER, "e", 3, 40))


async def test_chzzks_own_limits(stage: Stage) -> None:
    api = stage.api
    with pytest.raises(SendRejected, match="400"):
        await api.say("가" * 101)
    for number in range(20):
        await api.say(f"{number}")
    with pytest.raises(RateLimited):
        await api.say("스물한 번째")
    assert len(stage.chzzk.said) == 20

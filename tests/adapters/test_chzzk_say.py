"""The Chzzk adapter speaks, at most once, in the streamer's name."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from adapters.chzzk import adapter as chzzk_adapter
from adapters.chzzk import api as chzzk_api
from adapters.chzzk import rest
from adapters.chzzk.adapter import ChzzkAdapter
from adapters.chzzk.api import OpenApi
from adapters.chzzk.line import MARK
from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
from core.grants import Grant, Kind
from core.labels import Platform
from core.replies import Notice, Receipt
from tests.conftest import FakeClock, until
from tests.hearing import hearing
from tests.servers.chzzk import SEND, FaultyChzzk, refusal
from tests.servers.chzzk_stage import (
    CHANNEL,
    VIEWER,
    Stage,
    answer,
    crisis,
    listening,
    open_api,
    running,
)
from tests.servers.grants import KeptGrant

pytestmark = pytest.mark.usefixtures("hurried_chzzk")


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


async def test_what_was_said_before_a_restart_counts(clock: FakeClock) -> None:
    before = [(CHANNEL, clock() - 4.0)] * 9 + [("x" * 32, clock())] * 9
    async with FaultyChzzk().serve() as chzzk, open_api(chzzk, clock) as api:
        adapter = ChzzkAdapter([api], "러블름", clock, before)
        async with hearing(adapter, lambda _: True):
            await chzzk.listening()
            with pytest.raises(RateLimited) as limited:
                await adapter.receipt(Receipt(Platform.CHZZK, CHANNEL, VIEWER, "e", 3, 40))
            assert limited.value.retry_after == 6.0
            chzzk.sessions.abort()
            await until(lambda: not adapter.connected)
            await until(lambda: adapter.connected)
            await adapter.say(crisis("지금 안전한가요?"))  # a new session counts nothing twice
            clock.tick(6.0)
            await adapter.say(answer("이제 돼요."))


async def test_a_pause_that_is_over_is_not_waited_for_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = {"Retry-After": "0.4"}
    stage.chzzk.refusals[SEND].extend(
        [refusal(429, "TOO_MANY_REQUESTS", **pause), refusal(429, "", **{"Retry-After": "0"})]
    )
    now = asyncio.get_running_loop().time
    began = now()
    await stage.adapter.say(answer("한 번만 쉬어요."))
    assert 0.4 <= now() - began < 0.75
    assert len(stage.chzzk.said) == 1


async def test_a_network_that_swallows_everything_was_told_nothing(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rest.CONNECT_WITHIN < chzzk_api.DEADLINE
    monkeypatch.setattr(rest, "CONNECT_WITHIN", 0.2)
    with socket.socket() as full, contextlib.ExitStack() as stack:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):  # its queue is full: what comes now gets no answer at all
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        kept = Grant(
            platform=Platform.CHZZK, kind=Kind.BROADCASTER, refresh="r", access="a",
            good_until=clock() + 60.0,
        )  # fmt: skip
        async with OpenApi("id", "s", "", KeptGrant(kept), url, url, clock) as api:
            with pytest.raises(Disconnected, match="cannot be reached"):
                await api.say("갔을까요")

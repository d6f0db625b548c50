"""Every fault that Chzzk is known or feared to have ends alive, with nothing said twice."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from adapters.chzzk.adapter import ChzzkAdapter
from core.events import ChatMessage, Event
from tests.conftest import FakeClock, until
from tests.hearing import hearing
from tests.servers.chzzk import (
    AUTH,
    ME,
    SUBSCRIBE_CHAT,
    SUBSCRIBE_DONATION,
    SUBSCRIBE_SUBSCRIPTION,
    TOKEN,
    FaultyChzzk,
    FaultySessions,
    refusal,
)
from tests.servers.chzzk_stage import CHANNEL, Stage, answer, listening, open_api, running

pytestmark = pytest.mark.usefixtures("hurried_chzzk")


@pytest.fixture
async def stage(clock: FakeClock) -> AsyncIterator[Stage]:
    async with listening(clock) as stage:
        yield stage


async def close(chzzk: FaultyChzzk) -> None:
    await chzzk.close()


async def abort(chzzk: FaultyChzzk) -> None:
    chzzk.sessions.abort()


async def engine_closed(chzzk: FaultyChzzk) -> None:
    await chzzk.sessions.raw("1")


async def goodbye(chzzk: FaultyChzzk) -> None:
    await chzzk.sessions.raw("41")


async def refused_namespace(chzzk: FaultyChzzk) -> None:
    await chzzk.sessions.raw('44"Invalid namespace"')


async def too_long(chzzk: FaultyChzzk) -> None:
    await chzzk.sessions.raw("42" + "x" * (1 << 20))


async def revoked(chzzk: FaultyChzzk) -> None:
    await _system(chzzk, "revoked")


async def unsubscribed(chzzk: FaultyChzzk) -> None:
    await _system(chzzk, "unsubscribed")


async def unavailable(chzzk: FaultyChzzk) -> None:
    chzzk.sessions.refuse = 3
    await chzzk.close()


async def no_connected(chzzk: FaultyChzzk) -> None:
    chzzk.sessions.mute = 1
    await chzzk.close()


async def expired_token(chzzk: FaultyChzzk) -> None:
    chzzk.expire()
    await chzzk.close()


async def lost_session_address(chzzk: FaultyChzzk) -> None:
    chzzk.lost.add(AUTH)
    await chzzk.close()


async def lost_subscription(chzzk: FaultyChzzk) -> None:
    chzzk.lost.add(SUBSCRIBE_CHAT)
    await chzzk.close()


async def lost_donations(chzzk: FaultyChzzk) -> None:
    chzzk.lost.add(SUBSCRIBE_DONATION)
    await chzzk.close()


async def cut_while_subscribing(chzzk: FaultyChzzk) -> None:
    chzzk.held[SUBSCRIBE_CHAT] = asyncio.Event()
    await chzzk.close()
    await until(lambda: chzzk.requests.count(SUBSCRIBE_CHAT) == 2)
    chzzk.sessions.abort()
    chzzk.held.pop(SUBSCRIBE_CHAT).set()


async def busy_and_broken_everywhere(chzzk: FaultyChzzk) -> None:
    for path in (ME, AUTH, SUBSCRIBE_CHAT, SUBSCRIBE_DONATION, SUBSCRIBE_SUBSCRIPTION):
        chzzk.refusals[path].extend([refusal(500), refusal(429, "TOO_MANY_REQUESTS")])
        chzzk.refusals[path].append(refusal(429, "TOO_MANY_REQUESTS", **{"Retry-After": "0.1"}))
        chzzk.refusals[path].extend(refusal(503) for _ in range(5))
    await chzzk.close()


async def _system(chzzk: FaultyChzzk, kind: str) -> None:
    for session in list(chzzk.sessions.live.values()):
        session.kinds.discard("chat")
        await chzzk.sessions.system(kind, session, eventType="CHAT", channelId=CHANNEL)


ENDINGS = (
    close,
    abort,
    engine_closed,
    goodbye,
    refused_namespace,
    too_long,
    revoked,
    unsubscribed,
    unavailable,
    no_connected,
    expired_token,
    lost_session_address,
    lost_subscription,
    lost_donations,
    cut_while_subscribing,
    busy_and_broken_everywhere,
)


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
async def test_a_session_that_ends_is_made_anew(
    stage: Stage, end: Callable[[FaultyChzzk], Awaitable[None]]
) -> None:
    await stage.answers()
    before = set(stage.chzzk.sessions.live)
    async with asyncio.timeout(30.0):
        await end(stage.chzzk)
        await until(lambda: bool(set(stage.chzzk.sessions.live) - before), within=30.0)
        await stage.chzzk.listening(within=30.0)
        await until(lambda: stage.adapter.connected, within=30.0)
        await stage.answers()
    await until(lambda: not stage.adapter.problems)
    assert len(stage.chzzk.sessions.live) == 1


async def test_a_server_that_is_gone_is_tried_until_it_is_back(clock: FakeClock) -> None:
    chzzk = FaultyChzzk()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(chzzk.serve())
        async with running(chzzk, clock) as stage:
            await until(lambda: stage.adapter.connected)
            port = int(chzzk.url.rpartition(":")[2])
            await stack.aclose()
            await until(lambda: "다시 시도해요" in stage.adapter.problems.get(CHANNEL, ""))
            await stack.enter_async_context(chzzk.serve(port))
            await chzzk.listening()
            await stage.answers()


async def test_a_pause_that_chzzk_asks_for_is_kept(stage: Stage) -> None:
    busy = refusal(429, "TOO_MANY_REQUESTS", **{"Retry-After": "0.4"})
    stage.chzzk.refusals[AUTH].append(busy)
    now = asyncio.get_running_loop().time
    began = now()
    await stage.lost(lambda: asyncio.ensure_future(stage.chzzk.close()))
    assert now() - began >= 0.4
    assert stage.chzzk.requests.count(AUTH) == 3


async def test_a_token_server_that_is_down_is_no_dead_token(clock: FakeClock) -> None:
    async with FaultyChzzk().serve() as chzzk:
        chzzk.refusals[TOKEN].extend([refusal(500), refusal(429), refusal(404)])
        chzzk.refusals[TOKEN].append(web.Response(status=503, text="<html>"))
        async with running(chzzk, clock) as stage:
            await chzzk.listening()
            await stage.answers()


async def test_connected_told_twice_subscribes_once(stage: Stage) -> None:
    (session,) = stage.chzzk.sessions.live.values()
    await stage.chzzk.sessions.system("connected", session, sessionKey=session.key)
    await stage.answers()
    assert stage.chzzk.requests.count(SUBSCRIBE_CHAT) == 1


async def test_events_out_of_order_are_heard_as_they_come_and_known_again(stage: Stage) -> None:
    await stage.chzzk.chat("둘째", messageTime=2_000)
    await stage.chzzk.chat("첫째", messageTime=1_000)
    await stage.chzzk.donate(1000, "응원", eventSentAt="5")
    await stage.chzzk.subscribe(3)
    await stage.chzzk.chat("둘째", messageTime=2_000)
    await stage.chzzk.donate(1000, "응원", eventSentAt="5")
    await stage.chzzk.subscribe(3)
    await until(lambda: len(stage.heard) == 7)
    assert [event.text for event in stage.heard[:3]] == ["둘째", "첫째", "응원"]
    assert len({event.id for event in stage.heard}) == 4


async def test_an_event_that_cannot_be_handled_costs_only_itself(clock: FakeClock) -> None:
    heard: list[Event] = []

    def hear(event: Event) -> bool:
        if event.text == "터져라":
            raise RuntimeError
        heard.append(event)
        return True

    async with FaultyChzzk().serve() as chzzk, open_api(chzzk, clock) as api:
        async with hearing(ChzzkAdapter([api], "러블름", clock), hear):
            await chzzk.listening()
            await chzzk.chat("터져라")
            await chzzk.chat("괜찮아요")
            await until(lambda: len(heard) == 1)
            assert chzzk.requests.count(AUTH) == 1


async def test_emotes_come_with_the_words_or_without(stage: Stage) -> None:
    heart = {"d_1": "https://ssl.pstatic.net/static/nng/glive/icon/d_1.png"}
    await stage.chzzk.chat("{:d_1:}{:d_1:}", emojis=heart)
    await stage.chzzk.donate(1000, "힘내요 {:d_1:}", emojis=heart)
    await until(lambda: len(stage.heard) == 2)
    assert [(event.text, len(event.emotes)) for event in stage.heard] == [("", 1), ("힘내요", 1)]
    await stage.answers()


@pytest.mark.parametrize("path", ["", "/", "/chat", "/socket.io/"])
async def test_an_address_with_more_in_it_leads_to_the_session(clock: FakeClock, path: str) -> None:
    sessions = FaultySessions(namespaced=path == "/chat")
    async with FaultyChzzk(sessions=sessions).serve() as chzzk:
        url = f"{chzzk.url}{path}?auth={sessions.invite()}&region=kr%2Fseoul&v=1&v=2"
        chzzk.refusals[AUTH].append(
            web.json_response({"code": 200, "message": None, "content": {"url": url}})
        )
        async with running(chzzk, clock) as stage:
            await chzzk.listening()
            await stage.answers()
    assert "region=kr/seoul&v=1&v=2" in sessions.queries[0]
    assert list(sessions.joined.values()) == (["/chat"] if sessions.namespaced else [])


async def test_a_burst_is_borne_pings_go_on_and_a_command_is_heard(clock: FakeClock) -> None:
    """500 messages a second for five seconds, sent as fast as they can be."""
    sessions = FaultySessions(ping_interval=50, ping_timeout=20_000)
    heard: list[str] = []

    def hear(event: Event) -> bool:
        if isinstance(event, ChatMessage):
            heard.append(event.text[:9])
        return True

    async with FaultyChzzk(sessions=sessions).serve() as chzzk, open_api(chzzk, clock) as api:
        adapter = ChzzkAdapter([api], "러블름", clock)
        async with hearing(adapter, hear):
            await chzzk.listening()
            before = sessions.received.count("2")
            tracemalloc.start()
            for number in range(2_500):
                await chzzk.chat(f"{number:04} {'ㅋ' * 60}")
            await chzzk.chat("!추천 로맨스")
            await until(lambda: bool(heard) and heard[-1].startswith("!추천"), within=30.0)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert [line[:4] for line in heard[:-1]] == [f"{number:04}" for number in range(2_500)]
            assert sessions.received.count("2") > before, "pings went on"
            assert list(sessions.live) == ["session-1"]
            assert peak < 8 << 20
            await adapter.say(answer("이 영화 어때요?"))
            assert len(chzzk.said) == 1

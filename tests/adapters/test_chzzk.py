"""The Chzzk adapter listens, against a local server that speaks Chzzk's protocol and its faults."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web

from adapters.chzzk.line import MARK
from adapters.simulated import chzzk_shapes as shapes
from adapters.simulated.chzzk_shapes import event
from core.events import ChatMessage, Donation, Subscription
from tests.conftest import FakeClock, until
from tests.servers.chzzk import (
    AUTH,
    ME,
    SUBSCRIBE_CHAT,
    SUBSCRIBE_DONATION,
    FaultyChzzk,
    FaultySessions,
    refusal,
)
from tests.servers.chzzk_stage import Stage, answer, listening, running

pytestmark = pytest.mark.usefixtures("hurried_chzzk")


@pytest.fixture
async def stage(clock: FakeClock) -> AsyncIterator[Stage]:
    async with listening(clock) as stage:
        yield stage


@pytest.fixture
async def chzzk() -> AsyncIterator[FaultyChzzk]:
    async with FaultyChzzk().serve() as chzzk:
        yield chzzk


async def test_chat_is_heard_and_answered_under_the_streamers_name(stage: Stage) -> None:
    event = await stage.hears("남친이 읽씹해요")
    assert isinstance(event, ChatMessage)
    assert event.channel == stage.chzzk.channel
    await stage.adapter.say(answer("천천히 같이 봐요."))
    assert stage.chzzk.said == [f"[🤖온유]{MARK} 천천히 같이 봐요."]
    await stage.hears("다음 줄")
    assert len(stage.heard) == 2, "its own line came back and was not taken for the streamer's"


async def test_donations_and_subscriptions_are_heard(stage: Stage) -> None:
    await stage.chzzk.donate(5000, "응원해요")
    await stage.chzzk.donate(0, "많이요", payAmount="10,000", donationType="MISSION")
    await stage.chzzk.donate(1000, "누굴까요", None)
    await stage.chzzk.subscribe(3)
    await until(lambda: len(stage.heard) == 4)
    gifts = [event for event in stage.heard if isinstance(event, Donation)]
    assert [gift.shown for gift in gifts] == ["5,000치즈", "10,000치즈", "1,000치즈"]
    assert gifts[2].viewer.name == "익명"
    assert isinstance(stage.heard[3], Subscription)


async def test_rubbish_costs_only_itself(stage: Stage) -> None:
    for packet in (
        "", "4", "42", "42[", "42[]", '42["CHAT"]', '42["CHAT",3]', '42["CHAT","{"]',
        '42["CHAT","{}"]', '42["DONATION","{\\"payAmount\\":null}"]', "42null", "9", "x", "0{",
        '42["SYSTEM","[]"]', '42["NEW","{}"]', "40", "6", "3", "\x00", '421["CHAT","{}"]',
        '42["SYSTEM","{\\"type\\":\\"new\\"}"]',
    ):  # fmt: skip
        await stage.chzzk.sessions.raw(packet)
    for session in stage.chzzk.sessions.live.values():
        await session.socket.send_bytes(b"4\x00")
    await stage.hears("아직 살아 있어요")
    assert len(stage.chzzk.sessions.live) == 1
    assert "431[]" in stage.chzzk.sessions.received, "an acknowledgement asked for is given"


async def test_a_frame_delivered_twice_has_one_id(stage: Stage) -> None:
    for _ in range(2):
        await stage.chzzk.chat("같은 말", messageTime=1)
        await stage.chzzk.donate(1000, "응원")
    await until(lambda: len(stage.heard) == 4)
    assert len({event.id for event in stage.heard}) == 2


# The session's life.


async def test_pings_are_text_and_answered(clock: FakeClock) -> None:
    sessions = FaultySessions(ping_interval=20, ping_timeout=10_000)
    async with (
        FaultyChzzk(sessions=sessions).serve() as chzzk,
        running(chzzk, clock) as stage,
    ):
        await until(lambda: sessions.received.count("2") >= 5)
        await stage.hears("그대로 있어요")
        assert list(sessions.live) == ["session-1"]


async def test_a_silent_connection_is_given_up(clock: FakeClock) -> None:
    sessions = FaultySessions(ping_interval=50, ping_timeout=400)
    async with (
        FaultyChzzk(sessions=sessions).serve() as chzzk,
        running(chzzk, clock) as stage,
    ):
        await until(lambda: stage.adapter.connected)
        sessions.deaf = True
        await until(lambda: not stage.adapter.connected)
        sessions.deaf = False
        await until(lambda: stage.adapter.connected)
        await stage.hears("다시 들려요")


async def test_reconnecting_meets_refusals_of_every_kind(stage: Stage) -> None:
    chzzk = stage.chzzk
    chzzk.sessions.refuse, chzzk.sessions.mute = 2, 1
    chzzk.refusals[AUTH].extend([refusal(500), refusal(429), refusal(400, "세션 초과")])
    chzzk.refusals[AUTH].append(web.Response(status=502, text="<html>"))
    chzzk.refusals[AUTH].append(web.Response(text="not json"))
    chzzk.refusals[AUTH].append(web.json_response({"code": 200, "message": None, "content": None}))
    chzzk.refusals[AUTH].append(web.json_response({"code": 200, "content": {"url": "rubbish"}}))
    chzzk.refusals[SUBSCRIBE_CHAT].extend([refusal(403, "FORBIDDEN"), refusal(500)])
    chzzk.refusals[SUBSCRIBE_DONATION].append(refusal(403, "FORBIDDEN"))
    await chzzk.close()
    await until(lambda: not stage.adapter.connected)
    await until(lambda: stage.adapter.connected, within=20.0)
    await stage.hears("드디어")
    assert chzzk.tokens_given == 1


async def test_an_expired_address_is_asked_for_again(stage: Stage) -> None:
    chzzk = stage.chzzk
    chzzk.refusals[AUTH].append(
        web.json_response(
            {"code": 200, "message": None, "content": {"url": f"{chzzk.url}?auth=expired"}}
        )
    )
    await stage.lost(lambda: asyncio.ensure_future(chzzk.close()))
    assert chzzk.requests.count(AUTH) == 3


async def test_the_session_cap_is_waited_out(chzzk: FaultyChzzk, clock: FakeClock) -> None:
    async with aiohttp.ClientSession() as other:
        sockets = [
            await other.ws_connect(
                f"{chzzk.url}/socket.io/?transport=websocket&auth={chzzk.sessions.invite()}"
            )
            for _ in range(3)
        ]
        async with running(chzzk, clock) as stage:
            await until(lambda: chzzk.requests.count(AUTH) >= 2)
            assert not stage.adapter.connected
            await sockets[0].close()
            await until(lambda: stage.adapter.connected)
        for socket in sockets:
            await socket.close()


async def test_a_revoked_chat_begins_anew_and_a_revoked_donation_does_not(stage: Stage) -> None:
    (session,) = stage.chzzk.sessions.live.values()
    await stage.chzzk.sessions.system("revoked", session, eventType="DONATION", channelId="c")
    await stage.hears("그대로")
    assert list(stage.chzzk.sessions.live.values()) == [session]
    await stage.lost(
        lambda: asyncio.ensure_future(
            stage.chzzk.sessions.system("revoked", session, eventType="CHAT", channelId="c")
        )
    )
    await stage.hears("다시")


async def test_chat_is_heard_and_kept_alive_while_donations_are_still_asked_for(
    stage: Stage,
) -> None:
    chzzk = stage.chzzk
    chzzk.sessions.ping_interval = 20
    chzzk.held[SUBSCRIBE_DONATION] = asyncio.Event()
    await chzzk.close()
    await until(lambda: chzzk.requests.count(SUBSCRIBE_DONATION) == 2)
    await stage.hears("벌써요")
    await until(lambda: chzzk.sessions.received.count("2") >= 3)
    chzzk.held[SUBSCRIBE_DONATION].set()
    await stage.answers()


async def test_sessions_of_the_application_are_spoken_by_the_server(chzzk: FaultyChzzk) -> None:
    where = f"{chzzk.url}{AUTH}/client"
    async with aiohttp.ClientSession() as client:
        secrets = {"Client-Id": "client", "Client-Secret": "secret"}
        async with client.get(where, headers=secrets) as response:
            assert (await response.json())["content"]["url"].startswith(f"{chzzk.url}?auth=")
        async with client.get(where, headers=secrets | {"Client-Secret": "x"}) as response:
            assert (response.status, (await response.json())["code"]) == (401, 401)


async def test_polling_and_upgrade_are_spoken_by_the_server(chzzk: FaultyChzzk) -> None:
    where = f"{chzzk.url}/socket.io/?EIO=3&auth={chzzk.sessions.invite()}"
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{where}&transport=polling") as response:
            length, _, rest = (await response.text()).partition(":")
            opening, connect = rest[: int(length)], rest[int(length) :]
        assert connect == "2:40"
        sid = json.loads(opening[1:])["sid"]
        async with client.ws_connect(f"{where}&transport=websocket&sid={sid}") as socket:
            await socket.send_str("2probe")
            assert await socket.receive_str() == "3probe"
            await socket.send_str("5")
            assert '\\"connected\\"' in await socket.receive_str()


@pytest.mark.parametrize("namespaced", [False, True])
async def test_a_server_that_wants_polling_first_gets_it(
    clock: FakeClock, namespaced: bool
) -> None:
    sessions = FaultySessions(
        polling_first=True, namespaced=namespaced, ping_interval=50, ping_timeout=10_000
    )
    async with FaultyChzzk(sessions=sessions).serve() as chzzk:
        path = "/chat" if namespaced else ""
        url = f"{chzzk.url}{path}?auth={sessions.invite()}"
        chzzk.refusals[AUTH].append(
            web.json_response({"code": 200, "message": None, "content": {"url": url}})
        )
        async with running(chzzk, clock) as stage:
            await until(lambda: stage.adapter.connected)
            await stage.answers()
            await until(lambda: sessions.received.count("2") >= 3)
            assert len(sessions.polled) == 1
            assert list(sessions.live) == ["session-1"]
    assert sessions.received[:2] == ["2probe", "5"]
    assert list(sessions.joined.values()) == (["/chat"] if namespaced else [])


@pytest.mark.parametrize("answer_", ["", "x", "5:0{}", '9:0{"sid":1', "-1:0{}", ":", "2:0{"])
async def test_a_polled_answer_that_is_rubbish_is_no_session(
    clock: FakeClock, answer_: str
) -> None:
    sessions = FaultySessions(polling_first=True)
    async with FaultyChzzk(sessions=sessions).serve() as chzzk:
        chzzk.refusals["/socket.io/"].extend(
            [refusal(400, "Bad request"), web.Response(text=answer_)]
        )
        async with running(chzzk, clock) as stage:
            await until(lambda: stage.adapter.connected)
            await stage.answers()


@pytest.mark.parametrize("case", [str.lower, str.upper])
async def test_names_of_events_are_heard_in_any_case(
    clock: FakeClock, case: Callable[[str], str]
) -> None:
    sessions = FaultySessions(case=case)
    async with FaultyChzzk(sessions=sessions).serve() as chzzk, running(chzzk, clock) as stage:
        await until(lambda: stage.adapter.connected)
        await sessions.raw(event(case("Chat"), shapes.chat("c" * 32, "들려요", "u", "n")))
        await until(lambda: bool(stage.heard))


async def test_without_the_permission_to_ask_who_one_is(
    chzzk: FaultyChzzk, clock: FakeClock
) -> None:
    chzzk.refusals[ME].append(refusal(403, "FORBIDDEN"))
    async with running(chzzk, clock) as stage:
        await until(lambda: stage.adapter.connected)
        await stage.adapter.say(answer("그래도 말해요."))
        await stage.hears("그래도 들려요")
        assert len(stage.heard) == 1


# Credentials while the adapter runs; by themselves in test_chzzk_tokens.


async def test_a_refused_token_is_renewed_and_the_line_said_once(stage: Stage) -> None:
    stage.chzzk.expire()
    await stage.adapter.say(answer("새 토큰으로요."))
    assert (len(stage.chzzk.said), stage.chzzk.tokens_given) == (1, 2)

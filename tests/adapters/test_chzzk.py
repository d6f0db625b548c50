"""The Chzzk adapter against a local server that speaks Chzzk's protocol, and its faults."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from adapters import supervise
from adapters.chzzk import adapter as chzzk_adapter
from adapters.chzzk import api as chzzk_api
from adapters.chzzk import socket as chzzk_socket
from adapters.chzzk.adapter import ChzzkAdapter
from adapters.chzzk.api import OpenApi
from adapters.chzzk.line import MARK
from adapters.chzzk.token_file import TokenFile
from core.errors import Disconnected, RateLimited, SendRejected, SendUnknown
from core.events import ChatMessage, Donation, Event, Subscription, Viewer
from core.labels import Emotion, Intent, Platform, Role
from core.replies import Notice, Receipt, Reply
from tests.conftest import FakeClock, until
from tests.servers.chzzk import (
    AUTH,
    ME,
    SEND,
    SUBSCRIBE_CHAT,
    SUBSCRIBE_DONATION,
    TOKEN,
    FaultyChzzk,
    FaultySessions,
    refusal,
)

VIEWER = Viewer("chzzk:u", "시청자")


@dataclass
class Stage:
    chzzk: FaultyChzzk
    adapter: ChzzkAdapter
    heard: list[Event]
    clock: FakeClock
    task: asyncio.Task[None]

    async def hears(self, text: str) -> Event:
        """Somebody writes `text`, and it is heard."""
        await self.chzzk.chat(text)
        await until(lambda: any(event.text == text for event in self.heard))
        return next(event for event in self.heard if event.text == text)

    async def lost(self, cut: Callable[[], object]) -> None:
        """`cut` the connection, and wait until it was noticed and made anew."""
        live = set(self.chzzk.sessions.live)
        cut()
        await until(lambda: bool(self.chzzk.sessions.live.keys() - live))
        await until(lambda: self.adapter.connected)


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits for people and distant servers, shortened: nothing else is patched."""
    monkeypatch.setattr(supervise, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervise, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr(chzzk_adapter, "ECHO_WITHIN", 0.3)
    monkeypatch.setattr(chzzk_api, "PAUSE", 0.01)
    monkeypatch.setattr(chzzk_socket, "CONNECTED_WITHIN", 1.0)


@pytest.fixture
async def chzzk() -> AsyncIterator[FaultyChzzk]:
    async with FaultyChzzk().serve() as chzzk:
        yield chzzk


def open_api(chzzk: FaultyChzzk, folder: Path, clock: FakeClock) -> OpenApi:
    where = chzzk.settings()
    return OpenApi(
        where["LOVELM_CHZZK_CLIENT_ID"],
        where["LOVELM_CHZZK_CLIENT_SECRET"],
        where["LOVELM_CHZZK_REFRESH_TOKEN"],
        TokenFile(folder / "chzzk.token"),
        where["LOVELM_CHZZK_API_URL"],
        where["LOVELM_CHZZK_AUTH_URL"],
        clock,
    )


@asynccontextmanager
async def running(
    chzzk: FaultyChzzk, folder: Path, clock: FakeClock, api: OpenApi | None = None
) -> AsyncIterator[Stage]:
    """An adapter that listens to `chzzk`, or tries to."""
    async with api or open_api(chzzk, folder, clock) as api:
        adapter = ChzzkAdapter(api, "러블름", clock)
        heard: list[Event] = []
        task = asyncio.create_task(adapter.run(heard.append))
        try:
            yield Stage(chzzk, adapter, heard, clock, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def stage(chzzk: FaultyChzzk, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    async with running(chzzk, tmp_path, clock) as stage:
        await until(lambda: stage.adapter.connected)
        yield stage


def answer(text: str, **fields: object) -> Reply:
    about = {"persona": "onyu", "speaker": "온유", "crisis": False, "channel": "c" * 32} | fields
    return Reply(
        turn_id="t",
        platform=Platform.CHZZK,
        viewer=VIEWER,
        in_reply_to=(),
        question="",
        chat=text,
        speech="",
        emotion=Emotion.NEUTRAL,
        intent=Intent.COUNSEL,
        **about,  # type: ignore[arg-type]
    )


def crisis(text: str) -> Reply:
    return answer(text, persona=None, speaker="", crisis=True)


# Listening.


async def test_chat_is_heard_and_answered_under_the_streamers_name(stage: Stage) -> None:
    event = await stage.hears("남친이 읽씹해요")
    assert isinstance(event, ChatMessage)
    assert event.channel == stage.chzzk.channel
    await stage.adapter.say(answer("천천히 같이 봐요."))
    assert stage.chzzk.said == [f"[🤖온유]{MARK} 천천히 같이 봐요."]
    await stage.hears("다음 줄")
    assert len(stage.heard) == 2, "its own line came back and was not taken for the streamer's"


async def test_the_streamer_is_heard_right_after_the_bot_spoke(stage: Stage) -> None:
    await stage.adapter.say(answer("천천히 같이 봐요."))
    await stage.chzzk.chat("천천히 같이 봐요.", stage.chzzk.channel, "스트리머")
    await until(lambda: bool(stage.heard))
    (event,) = stage.heard
    assert event.viewer.roles == {Role.BROADCASTER}


@pytest.mark.parametrize(
    "reword",
    [lambda text: text.replace(MARK, ""), lambda text: f" {text.replace(MARK, '')}  ".strip()],
)
async def test_a_stripped_echo_is_still_an_echo(stage: Stage, reword: Callable[[str], str]) -> None:
    stage.chzzk.reword = reword
    await stage.adapter.say(answer("천천히 같이 봐요."))
    await stage.adapter.say(crisis("가" * 99))
    await stage.hears("다음 줄")
    assert len(stage.heard) == 1


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


async def test_a_burst_is_heard_in_order(stage: Stage) -> None:
    for number in range(500):
        await stage.chzzk.chat(f"{number}")
    await until(lambda: len(stage.heard) == 500)
    assert [event.text for event in stage.heard] == [str(number) for number in range(500)]


async def test_a_frame_delivered_twice_has_one_id(stage: Stage) -> None:
    for _ in range(2):
        await stage.chzzk.chat("같은 말", messageTime=1)
        await stage.chzzk.donate(1000, "응원")
    await until(lambda: len(stage.heard) == 4)
    assert len({event.id for event in stage.heard}) == 2


# The session's life.


async def test_pings_are_text_and_answered(tmp_path: Path, clock: FakeClock) -> None:
    sessions = FaultySessions(ping_interval=20, ping_timeout=10_000)
    async with (
        FaultyChzzk(sessions=sessions).serve() as chzzk,
        running(chzzk, tmp_path, clock) as stage,
    ):
        await until(lambda: sessions.received.count("2") >= 5)
        await stage.hears("그대로 있어요")
        assert list(sessions.live) == ["session-1"]


@pytest.mark.parametrize("packet", ["1", "41"])
async def test_it_comes_back_when_chzzk_says_goodbye(stage: Stage, packet: str) -> None:
    await stage.lost(lambda: asyncio.ensure_future(stage.chzzk.sessions.raw(packet)))
    await stage.hears("다시 왔어요")


async def test_it_comes_back_after_a_close_and_after_an_abort(stage: Stage) -> None:
    await stage.lost(lambda: asyncio.ensure_future(stage.chzzk.close()))
    await stage.lost(stage.chzzk.sessions.abort)
    await stage.hears("다시 왔어요")


async def test_a_silent_connection_is_given_up(tmp_path: Path, clock: FakeClock) -> None:
    sessions = FaultySessions(ping_interval=50, ping_timeout=400)
    async with (
        FaultyChzzk(sessions=sessions).serve() as chzzk,
        running(chzzk, tmp_path, clock) as stage,
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


async def test_the_session_cap_is_waited_out(
    chzzk: FaultyChzzk, tmp_path: Path, clock: FakeClock
) -> None:
    async with aiohttp.ClientSession() as other:
        sockets = [
            await other.ws_connect(
                f"{chzzk.url}/socket.io/?transport=websocket&auth={chzzk.sessions.invite()}"
            )
            for _ in range(3)
        ]
        async with running(chzzk, tmp_path, clock) as stage:
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


async def test_what_comes_while_it_still_subscribes_is_heard(stage: Stage) -> None:
    chzzk = stage.chzzk
    chzzk.held[SUBSCRIBE_DONATION] = asyncio.Event()
    await chzzk.close()
    await until(lambda: chzzk.requests.count(SUBSCRIBE_DONATION) == 2)
    await chzzk.chat("벌써요")
    await asyncio.sleep(0.05)
    assert not stage.heard
    chzzk.held[SUBSCRIBE_DONATION].set()
    await until(lambda: stage.adapter.connected)
    assert await stage.hears("이제요")
    assert [event.text for event in stage.heard] == ["벌써요", "이제요"]


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


async def test_without_the_permission_to_ask_who_one_is(
    chzzk: FaultyChzzk, tmp_path: Path, clock: FakeClock
) -> None:
    chzzk.refusals[ME].append(refusal(403, "FORBIDDEN"))
    async with running(chzzk, tmp_path, clock) as stage:
        await until(lambda: stage.adapter.connected)
        await stage.adapter.say(answer("그래도 말해요."))
        await stage.hears("그래도 들려요")
        assert len(stage.heard) == 1


# Speaking.


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
    await stage.adapter.receipt(Receipt(Platform.CHZZK, "c", VIEWER, "e", 3, 40))
    await stage.adapter.receipt(Receipt(Platform.CHZZK, "c", VIEWER, "e", 1, 5))
    await stage.adapter.notify(Notice(Platform.CHZZK, "c", VIEWER, None, "매니저만 써요."))
    await stage.adapter.notify(Notice(Platform.CHZZK, "c", None, None, "잠시 쉬어요."))
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
    assert limited.value.retry_after == 60.0
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
    stage.chzzk.echoing = False
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("이건 몰라요."))
    assert len(stage.chzzk.said) == 2


async def test_an_answer_without_an_id_is_an_answer(stage: Stage) -> None:
    stage.chzzk.refusals[SEND].append(web.json_response({"code": 200, "content": {"x": {}}}))
    await stage.adapter.say(answer("받았대요."))


async def test_a_slow_send_is_unknown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chzzk_api, "DEADLINE", 0.1)
    stage.chzzk.slow = 0.2
    stage.chzzk.echoing = False
    with pytest.raises(SendUnknown):
        await stage.adapter.say(answer("느려요."))
    assert stage.chzzk.requests.count(SEND) == 1


async def test_no_server_no_line(tmp_path: Path, clock: FakeClock) -> None:
    async with FaultyChzzk().serve() as chzzk:
        api = open_api(chzzk, tmp_path, clock)
        async with api:
            await api.session_url()
    async with open_api(chzzk, tmp_path, clock) as api:
        adapter = ChzzkAdapter(api, "러블름", clock)
        with pytest.raises(Disconnected):
            await adapter.say(answer("아무도 없어요."))


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
        await stage.adapter.receipt(Receipt(Platform.CHZZK, "c", VIEWER, "e", 3, 40))


async def test_chzzks_own_limits(stage: Stage) -> None:
    api = stage.adapter._api
    with pytest.raises(SendRejected, match="400"):
        await api.say("가" * 101)
    for number in range(20):
        await api.say(f"{number}")
    with pytest.raises(RateLimited):
        await api.say("스물한 번째")
    assert len(stage.chzzk.said) == 20


# Credentials while the adapter runs; by themselves in test_chzzk_tokens.


async def test_a_refused_token_is_renewed_and_the_line_said_once(stage: Stage) -> None:
    stage.chzzk.expire()
    await stage.adapter.say(answer("새 토큰으로요."))
    assert (len(stage.chzzk.said), stage.chzzk.tokens_given) == (1, 2)


async def test_a_dead_refresh_token_ends_it(stage: Stage) -> None:
    stage.chzzk.expire()
    stage.chzzk.refresh_token = "another"
    await stage.chzzk.close()
    async with asyncio.timeout(10.0):
        await stage.task
    assert not stage.adapter.connected
    assert stage.chzzk.requests.count(TOKEN) == 2


async def test_a_token_server_that_is_down_is_no_dead_token(
    chzzk: FaultyChzzk, tmp_path: Path, clock: FakeClock
) -> None:
    chzzk.refusals[TOKEN].extend([refusal(500), refusal(429), refusal(404)])
    chzzk.refusals[TOKEN].append(web.Response(status=503, text="<html>"))
    async with running(chzzk, tmp_path, clock) as stage:
        await until(lambda: stage.adapter.connected)

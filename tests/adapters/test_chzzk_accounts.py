"""Several streamers' accounts in one adapter: what befalls one stays with it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from msgspec.structs import replace

from adapters.chzzk.adapter import ChzzkAdapter
from core.errors import RateLimited, SendRejected
from core.events import Donation, Event
from core.labels import Platform
from core.replies import Notice
from tests.conftest import FakeClock, until
from tests.hearing import hearing
from tests.servers.chzzk import AUTH, ME, SEND, SUBSCRIBE_DONATION, FaultyChzzk, refusal
from tests.servers.chzzk_stage import A, B, answer, open_api
from tests.servers.grants import KeptGrant

pytestmark = pytest.mark.usefixtures("hurried_chzzk")


@dataclass
class Pair:
    """Two streamers, A and B, and the adapter that serves both."""

    a: FaultyChzzk
    b: FaultyChzzk
    adapter: ChzzkAdapter
    stores: list[KeptGrant]
    heard: list[Event] = field(default_factory=list)

    async def hears(self, chzzk: FaultyChzzk, text: str) -> None:
        await chzzk.chat(text)
        await until(lambda: any(event.text == text for event in self.heard))

    async def answers(self, chzzk: FaultyChzzk, text: str) -> None:
        """Somebody's line is heard there, once, and answered there."""
        await self.hears(chzzk, text)
        said = len(chzzk.said)
        await self.adapter.say(answer("그럼요.", channel=chzzk.channel))
        assert len(chzzk.said) == said + 1
        assert [event.channel for event in self.heard if event.text == text] == [chzzk.channel]


@asynccontextmanager
async def pairing(clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        stores = [KeptGrant(), KeptGrant()]
        apis = [
            await stack.enter_async_context(open_api(chzzk, clock, store))
            for chzzk, store in zip((a, b), stores, strict=True)
        ]
        pair = Pair(a, b, ChzzkAdapter(apis, "러블름", clock), stores)
        await stack.enter_async_context(hearing(pair.adapter, pair.heard.append))
        yield pair


@pytest.fixture
async def pair(clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk) -> AsyncIterator[Pair]:
    async with pairing(clock, a, b) as pair:
        await a.listening()
        await b.listening()
        await until(lambda: len(pair.adapter.channels) == 2)
        yield pair


async def test_each_is_heard_and_answered_in_its_own_channel(pair: Pair) -> None:
    assert pair.adapter.channels == {A: "가온", B: "나래"}
    await pair.answers(pair.a, "가온 님 방이에요")
    await pair.answers(pair.b, "나래 님 방이에요")
    await pair.adapter.notify(Notice(Platform.CHZZK, B, None, None, "잠시 쉬어요."))
    await pair.hears(pair.a, "끝")
    assert (len(pair.a.said), len(pair.b.said)) == (1, 2)
    assert len(pair.heard) == 3, "no echo was taken for a streamer's line"
    assert not pair.adapter.problems


async def test_a_line_for_a_channel_of_nobody_is_refused(pair: Pair) -> None:
    with pytest.raises(SendRejected):
        await pair.adapter.say(answer("여기 아니에요.", channel="x"))
    assert not pair.a.said
    assert not pair.b.said


async def test_each_has_its_own_limit(pair: Pair) -> None:
    for number in range(9):
        await pair.adapter.say(answer(f"{number}번째예요.", channel=A))
    with pytest.raises(RateLimited):
        await pair.adapter.say(answer("열 번째예요.", channel=A))
    await pair.answers(pair.b, "여긴 괜찮죠?")


async def test_a_cap_of_sessions_costs_that_account_only(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    async with aiohttp.ClientSession() as other:
        sockets = [
            await other.ws_connect(
                f"{a.url}/socket.io/?transport=websocket&auth={a.sessions.invite()}"
            )
            for _ in range(3)
        ]
        async with pairing(clock, a, b) as pair:
            await until(lambda: A in pair.adapter.problems)
            assert "세 개까지만" in pair.adapter.problems[A]
            await b.listening()
            await pair.answers(b, "여긴 들려요?")
            assert list(pair.adapter.problems) == [A]
            await sockets[0].close()
            await until(lambda: not pair.adapter.problems)
            await pair.answers(a, "이제 들려요?")
        for socket in sockets:
            await socket.close()


async def test_a_dead_credential_costs_that_account_only_until_a_new_consent(pair: Pair) -> None:
    pair.a.expire()
    pair.a.refresh_token = "another"
    await pair.a.close()
    await until(lambda: A in pair.adapter.problems and "만료" in pair.adapter.problems[A])
    assert pair.adapter.connected
    with pytest.raises(SendRejected, match=r"refused the credentials|is spent"):
        await pair.adapter.say(answer("못 가요.", channel=A))
    await pair.answers(pair.b, "여긴 살아 있죠?")
    asked = len(pair.a.requests)
    await pair.answers(pair.b, "그대로죠?")
    assert len(pair.a.requests) == asked, "a dead credential is left alone"
    kept = pair.stores[0].grant
    assert kept is not None
    pair.a.refresh_token = "consented"
    pair.stores[0].grant = replace(kept, refresh="consented", access="", good_until=0.0)
    await until(lambda: not pair.adapter.problems)
    await pair.answers(pair.a, "돌아왔어요?")


async def test_one_channel_connected_twice_is_heard_once(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    b.channel = A
    async with pairing(clock, a, b) as pair:
        await until(lambda: any("두 번" in text for text in pair.adapter.problems.values()))
        await until(lambda: bool(a.sessions.live or b.sessions.live))
        first, second = (a, b) if a.sessions.live else (b, a)
        await first.listening()
        await pair.answers(first, "한 번만 들려요")
        assert not second.sessions.live
        first.expire()
        first.refresh_token = "dead"
        await first.close()
        await second.listening()
        await pair.answers(second, "이어받았어요")


async def test_whose_it_is_may_be_told_by_the_subscription_alone(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    for chzzk in (a, b):
        chzzk.refusals[ME].append(refusal(403, "FORBIDDEN"))
    async with pairing(clock, a, b) as pair:
        await until(lambda: pair.adapter.channels == {A: A, B: B})
        await pair.answers(a, "이름은 몰라도")
        await pair.answers(b, "들려요")


async def test_no_account_says_what_to_do(clock: FakeClock) -> None:
    adapter = ChzzkAdapter([], "러블름", clock)
    await adapter.run(lambda _: True)
    assert not adapter.connected
    assert "lovelm connect chzzk" in adapter.problems["chzzk"]
    with pytest.raises(SendRejected):
        await adapter.say(answer("아무도 없어요."))


# Permissions: what is missing is named, asked for again, and costs nothing else.


async def test_a_missing_permission_is_named_and_taken_up_when_granted(
    clock: FakeClock, a: FaultyChzzk, b: FaultyChzzk
) -> None:
    a.refusals[SUBSCRIBE_DONATION].extend([refusal(403, "FORBIDDEN"), *_down(3)])
    async with pairing(clock, a, b) as pair:
        await until(lambda: A in pair.adapter.problems)
        assert "후원 조회" in pair.adapter.problems[A]
        assert "403 FORBIDDEN" in pair.adapter.problems[A]
        await pair.answers(a, "채팅은 들려요")
        await until(lambda: not pair.adapter.problems)
        await a.donate(1000, "이제 들리죠")
        await until(lambda: any(isinstance(event, Donation) for event in pair.heard))
        assert a.requests.count(AUTH) == 1, "the session was kept"


async def test_a_withdrawn_permission_is_named_and_asked_for_again(pair: Pair) -> None:
    (session,) = pair.a.sessions.live.values()
    session.kinds.discard("donation")
    await pair.a.sessions.system("revoked", session, eventType="DONATION", channelId=A)
    await until(lambda: A in pair.adapter.problems)
    await until(lambda: not pair.adapter.problems)
    await pair.a.donate(1000, "다시 들리죠")
    await until(lambda: any(isinstance(event, Donation) for event in pair.heard))


async def test_no_permission_to_speak_is_named_until_there_is_one(pair: Pair) -> None:
    pair.a.refusals[SEND].append(refusal(403, "FORBIDDEN"))
    with pytest.raises(SendRejected):
        await pair.adapter.say(answer("안 돼요.", channel=A))
    assert "채팅 메시지 쓰기" in pair.adapter.problems[A]
    await pair.adapter.say(answer("돼요.", channel=A))
    assert not pair.adapter.problems


def _down(times: int) -> list[web.Response]:
    return [refusal(500, "INTERNAL_SERVER_ERROR") for _ in range(times)]

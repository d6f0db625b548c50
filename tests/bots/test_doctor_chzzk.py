"""`lovelm doctor` on Chzzk."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bots.checks.finding import State
from bots.commands import doctor
from bots.grants import open_grants
from bots.settings import Settings, data_folder
from tests.bots.findings import about, states, told
from tests.conftest import until
from tests.servers.chzzk import (
    AUTH,
    ME,
    SUBSCRIBE_CHAT,
    SUBSCRIBE_DONATION,
    TOKEN,
    FaultyChzzk,
    refusal,
)


@pytest.fixture
async def chzzk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FaultyChzzk]:
    async with FaultyChzzk().serve() as chzzk:
        for name, value in chzzk.settings().items():
            monkeypatch.setenv(name, value)
        yield chzzk


async def test_chzzk_is_well_twice_and_leaves_no_session(chzzk: FaultyChzzk) -> None:
    for _ in range(2):
        found = await about("chzzk", chzzk.name)
        # The local Chzzk grants everything but subscriptions by name; all can be heard.
        assert states(found)[0] == ("chzzk channel", "ok")
        told(found, f"스트리머 ({chzzk.channel})", "heard")
    assert chzzk.tokens_given == 1
    assert not chzzk.sessions.live
    (asked,) = (await about("chzzk", f"https://chzzk.naver.com/live/{chzzk.channel}"))[1:]
    assert asked.state is State.OK


async def test_nobody_consented(chzzk: FaultyChzzk) -> None:
    (found,) = await about("chzzk", chzzk_refresh_token="")
    assert (found.state, found.fix) == (State.BROKEN, "run: lovelm connect chzzk")


async def test_a_dead_consent_is_told(chzzk: FaultyChzzk) -> None:
    (found,) = await about("chzzk", chzzk_refresh_token="planted-spent")
    assert found.state is State.BROKEN
    assert "lovelm connect chzzk" in found.fix
    assert "planted" not in str(found)


@pytest.mark.parametrize(
    ("path", "scope", "state"),
    [
        (ME, "유저 정보 조회", State.WARNING),
        (AUTH, "채팅 메시지 조회", State.BROKEN),
        (SUBSCRIBE_CHAT, "채팅 메시지 조회", State.BROKEN),
        (SUBSCRIBE_DONATION, "후원 조회", State.WARNING),
    ],
)
async def test_a_permission_that_is_refused_may_be_under_review(
    chzzk: FaultyChzzk, path: str, scope: str, state: State
) -> None:
    chzzk.refusals[path].append(refusal(403, "FORBIDDEN"))
    found = told(await about("chzzk"), scope, "not granted", "review is pending")
    assert found.state is state
    assert "403" in found.what


async def test_an_application_under_review_answers_500(chzzk: FaultyChzzk) -> None:
    chzzk.refusals[AUTH].append(refusal(500, "INTERNAL_SERVER_ERROR"))
    told(await about("chzzk"), "채팅 메시지 조회", "review is pending", "500")


async def test_too_many_sessions_are_told(chzzk: FaultyChzzk) -> None:
    chzzk.refusals[AUTH].append(refusal(400, "세션 최대 연결 개수를 초과했습니다."))
    assert told(await about("chzzk"), "three sessions").state is State.WARNING


async def test_a_channel_that_is_not_connected_is_told(chzzk: FaultyChzzk) -> None:
    found = await about("chzzk", "f" * 32)
    assert told(found, "f" * 32, "not connected").state is State.BROKEN


async def test_a_late_token_is_not_lost(
    chzzk: FaultyChzzk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "WITHIN", 2.0)
    chzzk.held[TOKEN] = asyncio.Event()
    examining = asyncio.create_task(about("chzzk"))
    await until(lambda: chzzk.tokens_given == 1)
    asyncio.get_running_loop().call_later(2.5, chzzk.held[TOKEN].set)
    (found,) = await examining
    assert "no answer within" in found.what
    options = Settings()
    async with open_grants(options, data_folder(options)) as grants:
        (kept,) = await grants.list()
    assert kept.refresh == chzzk.refresh_token

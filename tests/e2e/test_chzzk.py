"""Chzzk's session in, chat lines out, through the real composition."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulated.chzzk import SimulatedChzzk
from bots.app import App
from tests.conftest import until
from tests.e2e.conftest import running


@pytest.fixture
async def chzzk() -> AsyncIterator[SimulatedChzzk]:
    async with SimulatedChzzk().serve() as chzzk:
        yield chzzk


@pytest.fixture
async def app(chzzk: SimulatedChzzk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    """`lovelm run` with Chzzk's settings alone."""
    for name, value in chzzk.settings().items():
        monkeypatch.setenv(name, value)
    async with running(demo=False) as app:
        await chzzk.listening()
        await until(lambda: app.adapters["chzzk"].connected)  # type: ignore[attr-defined]
        yield app


async def test_a_worry_a_donation_and_a_crisis(app: App, chzzk: SimulatedChzzk) -> None:
    heart = {"d_1": "https://ssl.pstatic.net/static/nng/glive/icon/d_1.png"}
    await chzzk.chat("{:d_1:}{:d_1:}", "0" * 32, emojis=heart)
    await chzzk.chat("남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?", "1" * 32)
    await until(lambda: len(chzzk.said) == 1)
    await chzzk.donate(5000, "힘내요", payAmount="5,000")
    await until(lambda: len(chzzk.said) == 2)
    await chzzk.chat("죽고 싶어요", "2" * 32)
    await until(lambda: len(chzzk.said) == 3)
    worry, thanks, crisis = chzzk.said
    assert worry.startswith("[🤖")
    assert "5,000치즈" in thanks
    assert "109" in crisis
    assert all(len(line) <= 100 for line in chzzk.said)

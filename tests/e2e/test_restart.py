"""What counts over a restart: platforms' limits, and who needs care."""

import asyncio
import time

import pytest
from msgspec.structs import replace

from adapters.chzzk.adapter import ChzzkAdapter
from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch.adapter import TwitchAdapter
from bots import settings
from bots.compose import compose
from bots.settings import Settings
from core.events import Viewer
from core.labels import Platform
from core.safety.helplines import Helplines
from core.safety.levels import Kind, Level, Triage
from core.turns import Reason, State, Turn
from storage.database import open_database
from storage.turns import SqlTurns
from tests.conftest import until
from tests.e2e.conftest import running
from tests.storage.test_turns import brought

SAID = Triage(Level.INDIRECT, Kind.SELF_HARM)
TURN = Turn(
    id="",
    platform=Platform.TWITCH,
    channel="1337",
    viewer=Viewer("v", "두부"),
    text="",
    event_ids=(),
    reason=Reason.TALK,
    score=1.0,
    at=time.time(),
)


async def test_the_pace_is_kept_over_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    async with SimulatedTwitch().serve() as twitch, SimulatedChzzk().serve() as chzzk:
        for name, value in (twitch.settings() | chzzk.settings()).items():
            monkeypatch.setenv(name, value)
        path = settings.data_folder(settings.load()) / "lovelm.db"
        async with open_database(path) as database:
            turns = SqlTurns(database, time.time)
            for number in range(18):
                there = {"platform": Platform.CHZZK, "channel": chzzk.channel}
                for turn in (TURN, replace(TURN, **there)):
                    turn = replace(turn, id=f"{turn.platform}:{number}")
                    await turns.accept([turn])
                    await brought(turns, turn, State.SAID)
        async with running(demo=False) as app:
            paced, limited = app.adapters[Platform.TWITCH], app.adapters[Platform.CHZZK]
            assert isinstance(paced, TwitchAdapter)
            assert isinstance(limited, ChzzkAdapter)
            assert 20.0 < paced._outlet._pace.delay("1337") <= 30.0
            await until(lambda: bool(limited.channels))
            assert limited._accounts[0]._outlet._limiter.delay() > 0.0


async def test_who_disclosed_a_crisis_is_still_cared_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two minutes later, in another process: no persona answers them."""
    async with SimulatedTwitch().serve() as twitch:
        for name, value in twitch.settings().items():
            monkeypatch.setenv(name, value)
        for text, later in (("사라지고 싶다 정말", 0.0), ("온유야 나 오늘 소개팅했어", 120.0)):
            ours = Settings(PORT=0)
            async with compose(ours, clock=lambda later=later: time.time() + later) as app:  # type: ignore[misc]
                task = asyncio.create_task(app.run())
                await twitch.listening(20.0)
                said = len(twitch.said)
                await twitch.chat(text, "901", "힘든이")
                await until(lambda said=said: len(twitch.said) > said, 20.0)  # type: ignore[misc]
                task.cancel()
                await asyncio.wait({task})
        helplines = Helplines.load()
        followed = [helplines.follow_up(SAID, turn) for turn in range(20)]
        assert "109" in twitch.said[0].text
        assert any(text in twitch.said[-1].text for text in followed)

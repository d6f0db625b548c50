"""What was said just before a restart counts after it: platforms' limits know no restarts."""

import time

import pytest
from msgspec.structs import replace

from adapters.chzzk.adapter import ChzzkAdapter
from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.twitch import SimulatedTwitch
from adapters.twitch.adapter import TwitchAdapter
from bots import settings
from core.events import Viewer
from core.labels import Platform
from core.turns import Reason, State, Turn
from storage.database import open_database
from storage.turns import SqlTurns
from tests.conftest import until
from tests.e2e.conftest import running
from tests.storage.test_turns import brought

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

"""Stopped while a platform's limit keeps it waiting: it has certainly not said what waits."""

import asyncio
import time
from pathlib import Path

from adapters.simulated.twitch import SimulatedTwitch
from tests.conftest import until
from tests.faults.report import RowOf
from tests.faults.watched import Watched

WITHIN = 20.0
GIFTS = 24


async def test_a_stop_does_not_wait_for_the_limit(row: RowOf, tmp_path: Path) -> None:
    must = "exit ≤ 20 s, nothing is left in doubt"
    with row(9, "SIGTERM while Twitch's limit binds", must) as found:
        async with (
            SimulatedTwitch().serve() as twitch,
            Watched(tmp_path, twitch.settings()).alive() as process,
        ):
            await twitch.listening(20.0)
            for number in range(GIFTS):
                await twitch.chat("!도움말", f"9{number:06}", f"손{number}")
                await twitch.cheer(100 + number, "", f"6{number:06}", f"큰손{number}")
                await asyncio.sleep(0.4)
            waiting = "SELECT 1 FROM turn WHERE state IN ('answered', 'saying')"
            await until(lambda: bool(process.rows(waiting)))
            began = time.monotonic()
            assert process.process is not None
            process.process.terminate()
            await asyncio.to_thread(process.process.join, WITHIN)
            took = time.monotonic() - began
            states = dict(process.rows("SELECT state, count(*) FROM turn GROUP BY state"))
            found.figure = f"stopped in {took:.1f} s; {states.get('saying', 0)} in doubt"
            assert process.process.exitcode == 0
            assert took <= WITHIN
            assert "saying" not in states
            assert states["answered"] > 0

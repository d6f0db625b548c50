"""Asked to stop in the middle of its work, it ends what it began, soon, and nothing twice."""

import asyncio
import time
from pathlib import Path

from tests.conftest import until
from tests.faults.report import RowOf, Times
from tests.faults.world import SHORT_GRACE, world

EXITS_WITHIN = 20.0
SETTLED_WITHIN = 45.0


async def test_stopped_under_load(own_folder: Path, times: Times, row: RowOf) -> None:
    stops = times(3, 50)
    with row(9, "SIGTERM under load", "exits within 20 s; 0 lost, 0 said twice") as found:
        async with world(own_folder, stops, times(SHORT_GRACE, 15)) as there:
            took = []
            for number in range(stops):
                async with there.alive() as process:
                    await there.live(number)
                    await asyncio.sleep(there.luck.uniform(0.0, 2.5))
                    began = time.monotonic()
                    process.terminate()
                    await until(lambda: not process.is_alive(), EXITS_WITHIN)
                    took.append(time.monotonic() - began)
                    assert process.exitcode == 0
            async with there.alive():
                await there.database.settled(SETTLED_WITHIN)
            findings = await asyncio.to_thread(there.findings)
        found.figure = f"{stops} stops, {max(took):.1f} s at most: {findings.figure}"
        findings.hold()
        assert findings.said > stops
        assert findings.gifts > stops

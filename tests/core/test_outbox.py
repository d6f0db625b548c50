"""Lines on their way out: a failure ends one line, never the loop, and is called what it is."""

import asyncio
import logging
from collections import Counter

import pytest

from core.delivery.outbox import Outbox
from core.errors import RateLimited
from core.labels import Platform
from core.meter import Drop, NoMeter
from core.replies import Notice
from tests.conftest import until


class Counting(NoMeter):
    """Takes note of what is dropped."""

    def __init__(self) -> None:
        self.drops: Counter[Drop] = Counter()

    def dropped(self, why: Drop, how_many: int = 1) -> None:
        self.drops[why] += how_many


async def test_a_line_over_the_limit_is_counted_and_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    meter, said = Counting(), list[str]()

    async def send(line: Notice) -> None:
        if line.text == "over":
            raise RateLimited(5.0)
        said.append(line.text)

    outbox: Outbox[Notice] = Outbox(send, meter)
    caplog.set_level(logging.INFO)
    for text in ("over", "next"):
        outbox.put(Notice(Platform.CHZZK, "c", None, None, text))
    task = asyncio.create_task(outbox.run())
    await until(lambda: said == ["next"])
    task.cancel()
    assert meter.drops == {Drop.LIMITED: 1}
    assert [record.levelname for record in caplog.records] == ["INFO"]

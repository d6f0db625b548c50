"""The studio's routes over a real socket, with a report to be had."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from adapters.report.printing import printed
from adapters.site import serve
from adapters.studio.adapter import Studio as Pages
from core.channels.guilds import Place
from core.channels.keys import ChannelKeys
from core.channels.report_desk import ReportDesk
from core.channels.settings import Level
from core.labels import Platform
from core.reports.printed import Printed
from core.reports.report import without_cost
from tests.adapters.test_report_page import FULL
from tests.conftest import FakeClock
from tests.e2e.studio import Studio, opened
from tests.management import Management

HERE = Place(Platform.ROOM, "room")
THERE = Place(Platform.TWITCH, "7")


@dataclass
class House:
    """The routes of a studio; `asked` are the reports that were made."""

    management: Management
    url: str = ""
    kept: bool = True
    asked: list[tuple[str, bool]] = field(default_factory=list)
    making: int = 0
    most_at_once: int = 0

    async def last(self, platform: Platform, channel: str, cost: bool) -> Printed | None:
        self.asked.append((channel, cost))
        self.making += 1
        self.most_at_once = max(self.most_at_once, self.making)
        await asyncio.sleep(0.01)
        self.making -= 1
        if not self.kept:
            return None
        return printed(FULL if cost else without_cost(FULL), 30)

    @asynccontextmanager
    async def enter(self, level: Level, place: Place = HERE) -> AsyncIterator[Studio]:
        _, token = await self.management.invites.make(place, "다람쥐", level)
        async with opened(f"{self.url}/studio#{token}") as studio:
            yield studio


@pytest.fixture
async def house(management: Management, clock: FakeClock) -> AsyncIterator[House]:
    found = House(management)
    console = management.console
    console.reports = ReportDesk(console.check, found.last)
    keys = ChannelKeys(b"deck", lambda *_: 0)
    pages = Pages(management.backstage, management.invites, keys, b"k" * 32, "", clock)

    async def ready() -> dict[str, str]:
        return {}

    async with serve("127.0.0.1", 0, "", pages.routes(), ready) as found.url:
        yield found
        await pages.live.close()

"""The report on a channel's last stream, as the studio shows it and hands it out."""

from collections import OrderedDict
from typing import Any

from aiohttp import web

from adapters.studio.refusals import TOO_MANY
from core.channels.console import Console
from core.channels.guilds import Actor, Place
from core.channels.settings import Level
from core.gate.cooldown import Cooldown
from core.ports import Clock
from core.reports.printed import Printed

# Seconds for which the page is the one that was told of, for so many readers.
SAME_FOR, READERS = 60.0, 32
# Each is made of all that is kept of a stream: so many at once for each reader, then one in so
# many seconds.
AT_ONCE, EVERY = 5, 12.0
# It loads nothing and runs nothing; the studio shows it in a frame.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class ReportPages:
    """Told of first, then read as a page or kept as a file: counted once for all three. What is
    in it, the desk decides."""

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console = console
        self._clock = clock
        self._pace = Cooldown(AT_ONCE, EVERY)
        self._made: OrderedDict[tuple[str, Level | None], tuple[float, Place, Printed]] = (
            OrderedDict()
        )

    async def about(self, actor: Actor, place: Place) -> dict[str, Any]:
        """Make it anew; what it is about. Raises Forbidden, BadInput where nothing is kept, or
        Refused for who asks too often."""
        found = (await self._anew(actor, place)).report
        return {"since": found.since, "until": found.until, "cost": found.spent is not None}

    async def page(self, actor: Actor, place: Place, english: bool, file: bool) -> web.Response:
        """As HTML that stands alone, in Korean or English, to be read here or (`file`) kept.
        Raises as `about` does."""
        printed = await self._last(actor, place)
        sheet = printed.english if english else printed.korean
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
        if file:
            headers["Content-Disposition"] = f'attachment; filename="{sheet.name}"'
        return web.Response(
            text=sheet.html, content_type="text/html", charset="utf-8", headers=headers
        )

    async def _last(self, actor: Actor, place: Place) -> Printed:
        self._console.check(actor, place, Level.MANAGER)
        at, of, printed = self._made.get((actor.id, actor.may), (0.0, None, None))
        if printed is not None and of == place and 0 <= self._clock() - at < SAME_FOR:
            return printed
        return await self._anew(actor, place)

    async def _anew(self, actor: Actor, place: Place) -> Printed:
        self._console.check(actor, place, Level.MANAGER)
        if not self._pace.allows(actor.id, self._clock()):
            raise TOO_MANY
        printed = await self._console.reports.last(actor, place)
        self._made[actor.id, actor.may] = self._clock(), place, printed
        self._made.move_to_end((actor.id, actor.may))
        if len(self._made) > READERS:
            self._made.popitem(last=False)
        return printed

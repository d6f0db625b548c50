"""Reports on the streams of this installation, for the command, Discord and the studio."""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.report.highlights import Picked
from adapters.report.printing import printed
from core.channels.report_desk import Last
from core.labels import Platform, Situation
from core.movies.catalogue import Catalogue
from core.movies.providers import credit
from core.reports.highlights import highlights
from core.reports.kept import Kept
from core.reports.printed import Printed
from core.reports.report import Report, Title, report, without_cost
from core.reports.shorts import names_of, script
from core.understanding.understander import Understander
from storage.report import SqlReport


def counted(kept: Kept, understander: Understander, catalogue: Catalogue) -> Report:
    """What `kept` comes to."""

    def situations(texts: Sequence[str]) -> list[Situation | None]:
        return [reading.situation for reading in understander.read_many(texts)] if texts else []

    def named(id: str) -> Title | None:
        film = catalogue.by_id(id)
        return Title(film.title, film.year, credit(film, ())) if film else None

    return report(kept, situations, named)


def picked(kept: Kept, understander: Understander) -> list[Picked]:
    """The best moments of `kept`, with their scripts."""
    moments, names = highlights(kept), names_of(kept)
    found: list[Picked] = []
    for moment in moments:
        about = understander.read_many([moment.story.text])[0] if moment.story else None
        votes = kept.votes.get(moment.turn.turn.id, ()) if moment.turn else ()
        made = script(moment, about.situation if about else None, votes, names)
        found.append(Picked(moment, made))
    return found


def last_stream(
    database: AsyncEngine,
    understander: Understander,
    catalogue: Callable[[], Catalogue],
    days: int,
) -> Last:
    """Looks up the last stream of a channel, of which rows are kept for so many `days`;
    `catalogue` has the films known by then."""
    store = SqlReport(database)

    def made(kept: Kept, cost: bool) -> Printed:
        whole = counted(kept, understander, catalogue())
        return printed(whole if cost else without_cost(whole), days)

    async def last(platform: Platform, channel: str, cost: bool) -> Printed | None:
        times = await store.last_stream(platform, channel)
        if times is None:
            return None
        kept = await store.kept(platform, channel, *times)
        # Thousands of lines are read again: not on the loop.
        return await asyncio.to_thread(made, kept, cost)

    return last

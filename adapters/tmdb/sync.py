"""Brings the catalogue of films up to date: resumable, and in place only once it is complete."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.tmdb.choice import changed, discovered
from adapters.tmdb.client import CONNECTIONS, Tmdb, Unusable
from adapters.tmdb.mapping import film
from adapters.tmdb.shapes import Details, Services
from core.errors import LoveError
from core.movies.synced import Plan, Progress, Shelf, Synced
from core.ports import Clock
from core.stores import FilmStore

APPENDED = "keywords,credits,release_dates,watch/providers,recommendations,similar"
# Seconds. What is known for longer is asked for again, since no list tells of moved services;
# a sync left unfinished for longer starts anew.
KNOWN_FOR, RESUMED_FOR = 30 * 86_400.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """`count` films, among them `first` (TMDB ids); `ids` are instead of what TMDB lists."""

    count: int
    first: Sequence[int] = ()
    ids: Sequence[int] | None = None


@dataclass(slots=True)
class Tally:
    """How far a sync has come, in films.

    `wanted` were got from TMDB, are still known, or `without` what may be shown. In this run
    so many were `asked` for, and of those the answers to `odd` were of no use.
    """

    wanted: int
    got: int
    known: int
    without: int
    asked: int = 0
    odd: int = 0

    @property
    def left(self) -> int:
        return self.wanted - self.got - self.known - self.without


class Sync:
    """One sync at a time over one store. `told` hears of every film."""

    def __init__(
        self,
        tmdb: Tmdb,
        store: FilmStore,
        image_url: str,
        told: Callable[[Tally], None] = lambda _: None,
        clock: Clock = time.time,
    ) -> None:
        self._tmdb = tmdb
        self._store = store
        self._image_url = image_url
        self._told = told
        self._clock = clock

    async def run(self, wanted: Wanted, limit: int | None = None) -> Tally:
        """Go on with an unfinished sync, or start one; `limit` films are asked for at most.

        Complete when nothing is `left`. Raises ConfigError for a refused key or a broken store,
        Unreachable when TMDB is, Unusable when it answers rubbish: then what was kept is as it
        was, and what was fetched stays for the next run.
        """
        kept = await asyncio.to_thread(self._store.shelf)
        known = dict(kept.films) if kept else {}
        progress = await self._progress(wanted, kept)
        services = await self._services()
        tally = _tally(progress, known)
        self._told(tally)
        await self._fetch(_missing(progress, known)[:limit], services, known, progress, tally)
        if not tally.left:
            await asyncio.to_thread(self._store.complete, _shelf(progress, known))
        return tally

    async def _progress(self, wanted: Wanted, kept: Shelf | None) -> Progress:
        """The sync that was begun, where it is what is wanted; else a new one."""
        now = self._clock()
        before = await asyncio.to_thread(self._store.progress)
        same = before is not None and before.plan.count == wanted.count and wanted.ids is None
        if before is not None and same and 0 <= now - before.plan.at < RESUMED_FOR:
            return before
        plan = await self._planned(wanted, kept, now)
        fetched = before.fetched if before else {}
        fresh = {
            id: one
            for id in plan.ids
            if (one := fetched.get(id)) and 0 <= now - one.fetched_at < RESUMED_FOR
        }
        await asyncio.to_thread(self._store.begin, plan, fresh)
        return Progress(plan, dict(fresh))

    async def _planned(self, wanted: Wanted, kept: Shelf | None, now: float) -> Plan:
        ids = wanted.ids or ()
        if wanted.ids is None and wanted.count > len(wanted.first):
            ids = await discovered(self._tmdb, wanted.count, now)
            before = min(len(kept.films), wanted.count) if kept else 1
            if len(ids) * 2 < before - len(wanted.first) or not ids:
                raise Unusable(f"TMDB lists no more than {len(ids)} films")
        chosen = tuple(dict.fromkeys((*wanted.first, *ids)))[: wanted.count]
        if kept is None:
            return Plan(now, wanted.count, chosen)
        moved = await changed(self._tmdb, kept.at, now)
        old = {id for id, one in kept.films.items() if not 0 <= now - one.fetched_at < KNOWN_FOR}
        stale = set(kept.films) if moved is None else moved | old
        return Plan(now, wanted.count, chosen, frozenset(stale & set(chosen)))

    async def _services(self) -> dict[int, str]:
        answer = await self._tmdb.get(
            "/watch/providers/movie", {"watch_region": "KR", "language": "ko-KR"}
        )
        if answer.status != 200:
            raise Unusable(f"TMDB answered {answer.status} for its list of services")
        return {one.provider_id: one.provider_name for one in answer.read(Services).results}

    async def _fetch(
        self,
        ids: Sequence[int],
        services: dict[int, str],
        known: dict[int, Synced],
        progress: Progress,
        tally: Tally,
    ) -> None:
        """Fetch `ids`, several at a time. Raises the first failure, once nothing is on its way."""
        queue = iter(ids)
        failures: list[LoveError] = []

        async def worker() -> None:
            for id in queue:
                if failures:
                    return
                try:
                    one = await self._one(id, services, known.get(id), tally)
                    self._store.add(id, one)
                except LoveError as error:
                    failures.append(error)
                    return
                progress.fetched[id] = one
                tally.got, tally.without = tally.got + bool(one), tally.without + (one is None)
                self._told(tally)

        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(worker())
        if failures:
            raise failures[0]

    async def _one(
        self, id: int, services: dict[int, str], known: Synced | None, tally: Tally
    ) -> Synced | None:
        """The film as TMDB tells it now; None when it has none, or none that may be shown.

        A film whose answer is of no use is kept as it was. Raises Unusable when there are too
        many of those: then not the films are at fault.
        """
        now = self._clock()
        tally.asked += 1
        try:
            answer = await self._tmdb.get(
                f"/movie/{id}",
                {"language": "ko-KR", "append_to_response": APPENDED},
                known.etag if known else "",
            )
            if answer.status == 404:
                return None
            if answer.status == 304 and known:
                return Synced(known.film, now, known.etag)
            about = answer.read(Details)
            if about.id != id:
                raise Unusable("TMDB answered with another film")
        except Unusable:
            tally.odd += 1
            if tally.odd > ODD + tally.asked * ODD_SHARE:
                raise
            return known
        told = film(about, services, self._image_url)
        return Synced(told, now, answer.etag) if told else None


def _missing(progress: Progress, known: dict[int, Synced]) -> list[int]:
    plan = progress.plan
    return [
        id
        for id in plan.ids
        if id not in progress.fetched and (id not in known or id in plan.stale)
    ]


def _tally(progress: Progress, known: dict[int, Synced]) -> Tally:
    wanted = len(progress.plan.ids)
    got = sum(one is not None for one in progress.fetched.values())
    without = len(progress.fetched) - got
    missing = len(_missing(progress, known))
    return Tally(wanted, got, wanted - got - without - missing, without)


def _shelf(progress: Progress, known: dict[int, Synced]) -> Shelf:
    found = known | progress.fetched
    films = {id: one for id in progress.plan.ids if (one := found.get(id)) is not None}
    return Shelf(progress.plan.at, progress.plan.count, films)


# So many odd answers, and such a share of those asked for, are no reason to stop.
ODD: Final = 5
ODD_SHARE: Final = 0.2

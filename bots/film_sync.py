"""Syncing this installation's films with TMDB, by command or in a running process."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

from adapters.tmdb.client import Tmdb
from adapters.tmdb.sync import Sync, Tally, Wanted
from bots import films
from bots.data_lock import data_lock
from bots.settings import Settings, data_folder
from core.errors import LoveError
from core.movies.catalogue import Catalogue
from core.movies.library import Library
from core.ports import Clock
from storage.films import FilmFiles

log = logging.getLogger(__name__)

T = TypeVar("T")

COUNT: Final = 5_000


@asynccontextmanager
async def open_sync(
    settings: Settings, told: Callable[[Tally], None] = lambda _: None, clock: Clock = time.time
) -> AsyncIterator[Sync]:
    """A sync of this installation's films. Raises ConfigError for a missing key or another
    sync at work."""
    key = settings.tmdb_key.get_secret_value()
    async with Tmdb.open(settings.tmdb_url, key) as tmdb:
        where = data_folder(settings) / "tmdb"
        where.mkdir(mode=0o700, exist_ok=True)
        with data_lock(where):
            files = FilmFiles(where)
            try:
                yield Sync(tmdb, files, settings.tmdb_image_url, told, clock)
            finally:
                files.close()


def wanted(folder: Path, count: int | None = None, ids: list[int] | None = None) -> Wanted:
    """As many films as were asked for the last time where no `count` is given; ours first."""
    if count is None:
        shelf = FilmFiles(folder).shelf()
        count = shelf.count if shelf else COUNT
    own = [film.tmdb_id for film in Catalogue.load() if film.tmdb_id is not None]
    return Wanted(count, own, ids)


class FilmRefresh:
    """Keeps what is recommended up to date in a running process; `show` is given newer films."""

    def __init__(
        self, settings: Settings, show: Callable[[Library], None], clock: Clock = time.time
    ) -> None:
        self._settings = settings
        self._folder = films.folder(settings)
        self._show = show
        self._clock = clock

    async def load(self) -> None:
        """Take up the synced films; until then, and without any, the packaged ones are in use."""
        try:
            if not (self._folder / "films.jsonl").exists():
                return
            newer = await _aside(lambda: films.library(self._folder, self._clock()))
        except LoveError as error:
            log.error("synced films not in use", extra={"why": str(error)})
            return
        self._show(newer)
        log.info("synced films in use", extra={"films": len(newer.catalogue)})

    async def refresh(self) -> None:
        """Sync, then take up what is new; what fails is tried again the next time."""
        try:
            async with open_sync(self._settings, clock=self._clock) as sync:
                await sync.run(await asyncio.to_thread(wanted, self._folder))
        except LoveError as error:
            log.error("films not refreshed", extra={"why": str(error)})
            return
        await self.load()


async def _aside(work: Callable[[], T]) -> T:
    """`work` done in a thread that nobody waits for when the process ends."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(outcome: Callable[[], None]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: None if done.cancelled() else outcome())

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # whatever it is, it is raised where it is awaited
            raised = error
            tell(lambda: done.set_exception(raised))
        else:
            tell(lambda: done.set_result(result))

    threading.Thread(target=run, daemon=True, name="films").start()
    return await done

"""A sync with TMDB as somebody watches it in a terminal."""

import asyncio
import json
import sys
import time
from pathlib import Path

from adapters.tmdb.choice import exported
from adapters.tmdb.client import Unreachable, Unusable
from adapters.tmdb.sync import Tally, Wanted
from bots import film_sync, films
from bots.settings import Settings

BAR, TOLD_EVERY = 24, 5.0
LATER = "  fix: run it again later; it goes on where it stopped, and the films in place stay as they are"


def run(
    settings: Settings, count: int | None, limit: int | None, export: Path | None, as_json: bool
) -> int:
    """0 done, 1 TMDB could not be used. Raises ConfigError and BadInput."""
    where = films.folder(settings)
    wanted = film_sync.wanted(where, count)
    if export:
        wanted = film_sync.wanted(where, count, exported(export, wanted.count))
    try:
        tally = asyncio.run(_sync(settings, wanted, limit))
    except (Unreachable, Unusable) as error:
        print(f"lovelm: {error}\n{LATER}", file=sys.stderr)
        return 1
    if as_json:
        told = {name: getattr(tally, name) for name in FIGURES}
        print(json.dumps({"complete": not tally.left, **told}))
    elif tally.left:
        print(f"{tally.left:,} of {tally.wanted:,} films left; run it again to go on")
    else:
        print(f"{tally.got + tally.known:,} films in place, {tally.known:,} of them known before")
    return 0


async def _sync(settings: Settings, wanted: Wanted, limit: int | None) -> Tally:
    print("asking TMDB which films there are", file=sys.stderr, flush=True)
    bar = Bar()
    try:
        async with film_sync.open_sync(settings, bar) as sync:
            return await sync.run(wanted, limit)
    finally:
        bar.end()


class Bar:
    """Films, rate and time left, on standard error; in place on a terminal, else now and then."""

    def __init__(self) -> None:
        self._in_place = sys.stderr.isatty()
        # When the films began to come: listing them beforehand is no part of the rate.
        self._began = 0.0
        self._told = float("-inf")

    def __call__(self, tally: Tally) -> None:
        now = time.monotonic()
        self._began = self._began or now
        if now - self._told < (0.1 if self._in_place else TOLD_EVERY) and tally.left:
            return
        self._told = now
        start, end = ("\r", "") if self._in_place else ("", "\n")
        line = _line(tally, now - self._began)
        print(f"{start}{line}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the terminal's line."""
        if self._in_place:
            print(file=sys.stderr)


def _line(tally: Tally, seconds: float) -> str:
    done = tally.wanted - tally.left
    full = BAR * done // max(1, tally.wanted)
    line = f"[{'#' * full}{'-' * (BAR - full)}] {done:,}/{tally.wanted:,} films"
    if not tally.asked or seconds <= 0:
        return line
    rate = tally.asked / seconds
    minutes, rest = divmod(int(tally.left / rate), 60)
    return f"{line}  {rate:4.1f}/s  {minutes}:{rest:02} left"


FIGURES = ("wanted", "got", "known", "without", "left", "asked", "odd")

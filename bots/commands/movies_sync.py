"""`lovelm movies sync`: films, posters and where to watch them, from TMDB."""

import argparse
import json
from datetime import datetime
from pathlib import Path

from bots import films, settings
from storage.films import FilmFiles


def arguments(sync: argparse.ArgumentParser) -> None:
    sync.add_argument("--films", type=_count, metavar="N", help="how many to hold (first: 5000)")
    sync.add_argument("--limit", type=_count, metavar="N", help="fetch so many, go on next time")
    sync.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="take the most popular of a daily id export of TMDB's",
    )
    sync.add_argument("--status", action="store_true", help="what is there; fetches nothing")
    sync.add_argument("--json", action="store_true", help="one JSON object")


def main(chosen: argparse.Namespace) -> int:
    """0 done, 1 TMDB could not be used, 2 a setting or an argument is wrong."""
    options = settings.load()
    if chosen.status:
        return _status(options, chosen.json)
    # Half a second of imports, which answering with films does without.
    from bots import film_console

    return film_console.run(options, chosen.films, chosen.limit, chosen.export, chosen.json)


def _status(options: settings.Settings, as_json: bool) -> int:
    files = FilmFiles(films.folder(options))
    shelf, progress = files.shelf(), files.progress()
    held = [one.film for one in shelf.films.values()] if shelf else []
    told = {
        "films": len(held),
        "synced_at": shelf.at if shelf else None,
        "rated": sum(bool(film.rating) for film in held),
        "watchable": sum(bool(film.offers) for film in held),
        "unfinished": {"wanted": len(progress.plan.ids), "fetched": len(progress.fetched)}
        if progress
        else None,
    }
    if as_json:
        print(json.dumps(told))
        return 0
    if shelf is None:
        print("no films synced: only the packaged ones are recommended; lovelm movies sync")
    else:
        day = datetime.fromtimestamp(shelf.at).astimezone()
        print(f"{len(held):,} films of {day:%Y-%m-%d %H:%M}")
        print(f"{told['rated']:,} with a Korean rating, {told['watchable']:,} with where to watch")
    if progress:
        print(f"unfinished sync: {len(progress.fetched):,} of {len(progress.plan.ids):,} fetched")
    return 0


def _count(text: str) -> int:
    number = int(text)
    if not 0 < number <= 100_000:
        raise argparse.ArgumentTypeError("a number from 1 to 100000")
    return number

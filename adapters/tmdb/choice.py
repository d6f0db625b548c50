"""Which films a catalogue should hold: what Korea makes, watches and can stream."""

import gzip
import heapq
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from adapters.tmdb.client import Tmdb, Unusable
from adapters.tmdb.shapes import Exported, Page
from core.errors import BadInput

# TMDB lists nothing after this page, and no more than these days of changes at once.
LAST_PAGE = 500
# Two weeks of changes fit in.
LAST_PAGE_OF_CHANGES = 4_000
LONGEST_GAP = timedelta(days=14)
NEW_FOR = timedelta(days=120)


async def discovered(tmdb: Tmdb, count: int, now: float) -> list[int]:
    """Ids of up to `count` films, the best known of every list first.

    Raises Unreachable, Unusable and ConfigError.
    """
    today = _day(now)
    chosen: dict[int, None] = {}
    for share, row in _LISTS:
        wanted = min(count, len(chosen) + round(count * share))
        params = {
            name: value.format(today=today, since=today - NEW_FOR) for name, value in row.items()
        }
        page, pages = 1, 1
        while len(chosen) < wanted and page <= min(pages, LAST_PAGE):
            found = await _page(tmdb, "/discover/movie", _EVERY | params | {"page": str(page)})
            new = (one.id for one in found.results if not one.adult and one.id not in chosen)
            chosen.update(dict.fromkeys(islice(new, wanted - len(chosen))))
            page, pages = page + 1, found.total_pages
    return list(chosen)


async def changed(tmdb: Tmdb, since: float, now: float) -> frozenset[int] | None:
    """Ids of the films that changed after `since`; None when that is too long ago to be told.

    Where a film can be watched is not among the changes. Raises as `discovered` does.
    """
    first, today = _day(since), _day(now)
    if today - first >= LONGEST_GAP:
        return None
    found: set[int] = set()
    params = {"start_date": str(first), "end_date": str(today + timedelta(days=1))}
    page, pages = 1, 1
    while page <= min(pages, LAST_PAGE_OF_CHANGES):
        told = await _page(tmdb, "/movie/changes", params | {"page": str(page)})
        found.update(one.id for one in told.results)
        page, pages = page + 1, told.total_pages
    return frozenset(found)


def exported(path: Path, count: int) -> list[int]:
    """Ids of the `count` most popular films of a daily id export, gzipped or not.

    Raises BadInput for a file that is none.
    """
    try:
        films = (film for film in _lines(path) if not film.adult and not film.video)
        best = heapq.nlargest(count, films, key=lambda film: film.popularity)
    except (OSError, EOFError, zlib.error, msgspec.DecodeError) as error:
        raise BadInput(f"{path} is no daily id export of films ({type(error).__name__})") from error
    return [film.id for film in best]


def _lines(path: Path) -> Iterator[Exported]:
    with path.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as file:
        lines: Iterable[bytes] = file
        for line in lines:
            if line.strip():
                yield _EXPORTED.decode(line)


async def _page(tmdb: Tmdb, path: str, params: dict[str, str]) -> Page:
    answer = await tmdb.get(path, params)
    if answer.status != 200:
        raise Unusable(f"TMDB answered {answer.status} for {path}: is LOVELM_TMDB_URL right?")
    return answer.read(Page)


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


_EXPORTED: Final = msgspec.json.Decoder(Exported)
_EVERY: Final = {"include_adult": "false", "include_video": "false"}
# Share of the films, and the list they come from; the last fills what is left.
_LISTS: Final[tuple[tuple[float, Mapping[str, str]], ...]] = (
    (0.3, {"with_original_language": "ko", "sort_by": "vote_count.desc", "vote_count.gte": "10"}),
    (
        0.05,
        {
            "region": "KR",
            "with_release_type": "2|3",
            "release_date.gte": "{since}",
            "release_date.lte": "{today}",
            "sort_by": "popularity.desc",
        },
    ),
    (
        0.25,
        {
            "watch_region": "KR",
            "with_watch_monetization_types": "flatrate|free|ads",
            "sort_by": "vote_count.desc",
            "vote_count.gte": "200",
        },
    ),
    (1.0, {"sort_by": "vote_count.desc", "vote_count.gte": "50"}),
)

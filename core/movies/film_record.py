"""One line of a catalogue file → a Film; optional values that make no sense count as missing."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from core.errors import ConfigError
from core.movies.film import CAUTIONS, RATINGS, Caution, Film, Rating
from core.movies.korean_genres import KOREAN


def read_film(line: str, file: str, number: int) -> Film:
    """The film in one JSON line of `file`.

    Only `id` and `title` are needed. Any other value of the wrong type or out of
    range is taken as missing. Raises ConfigError, naming file, line and field, for
    a line that is no JSON object or lacks one of the two.
    """
    row = _object(line, file, number)
    return Film(
        id=_needed(row, "id", file, number),
        title=_needed(row, "title", file, number),
        original_title=_text(row.get("original_title")),
        year=_whole(row.get("year"), 1870, 2200),
        genres=tuple(dict.fromkeys(_genre(name) for name in _names(row.get("genres")))),
        directors=_names(row.get("directors")),
        cast=_names(row.get("cast")),
        keywords=_names(row.get("keywords")),
        moods=_names(row.get("moods")),
        overview=_text(row.get("overview")),
        runtime=_whole(row.get("runtime"), 1, 1000),
        rating=_rating(row.get("rating")),
        country=_text(row.get("country")).upper(),
        votes=_whole(row.get("votes"), 0, 10**9) or 0,
        vote_average=_number(row.get("vote_average"), 0, 10) or 0.0,
        collection=_collection(row.get("collection")),
        tmdb_id=_whole(row.get("tmdb_id"), 1, 10**9),
        renown=_whole(row.get("renown"), 1, 5) or 0,
        cautions=_cautions(row.get("cautions")),
        adult=row.get("adult") is True,
    )


def _object(line: str, file: str, number: int) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise _broken(file, number, "the line", f"is not JSON ({type(exc).__name__})") from exc
    if not isinstance(row, dict):
        raise _broken(file, number, "the line", "is not a JSON object")
    return row


def _needed(row: Mapping[str, Any], field: str, file: str, number: int) -> str:
    value = _text(row.get(field))
    if not value:
        raise _broken(file, number, f"field '{field}'", "is missing or empty")
    return value


def _broken(file: str, number: int, what: str, why: str) -> ConfigError:
    return ConfigError(
        f"{file}:{number}", f"{what} {why}", "write one film a line, with at least id and title"
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        # A lone surrogate cannot be encoded again when the text is sent or stored.
        return (value if value.isascii() else value.encode("utf-8", "ignore").decode()).strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def _names(value: Any) -> tuple[str, ...]:
    """Names out of a list of strings, TMDB's list of objects, or "a|b" and "a, b"."""
    if isinstance(value, str):
        value = value.split("|" if "|" in value else ",")
    if not isinstance(value, list):
        return ()
    found = [_text(item.get("name") if isinstance(item, dict) else item) for item in value]
    return tuple(dict.fromkeys(filter(None, found)))


def _number(value: Any, low: float, high: float) -> float | None:
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and low <= number <= high else None


def _whole(value: Any, low: int, high: int) -> int | None:
    number = _number(value, low, high)
    return None if number is None else int(number)


def _collection(value: Any) -> str:
    return _text(value.get("name") if isinstance(value, dict) else value)


def _genre(name: str) -> str:
    return _GENRE_NAMES.get(name.casefold(), name)


def _rating(value: Any) -> Rating:
    text = _text(value).upper()
    text = _RATING_NAMES.get(text, text)
    return text if text in RATINGS else ""


def _cautions(value: Any) -> tuple[Caution, ...]:
    return tuple(name for name in _names(value) if name in CAUTIONS)


_GENRE_NAMES: Final[Mapping[str, str]] = {
    **{name.casefold(): name for name in KOREAN},
    **{spoken.casefold(): name for name, spoken in KOREAN.items()},
    "서부": "Western",
    "sci-fi": "Science Fiction",
    "musical": "Music",
}
_RATING_NAMES: Final[Mapping[str, str]] = {
    "0": "ALL",
    "전체": "ALL",
    "전체관람가": "ALL",
    "12세관람가": "12",
    "12세이상관람가": "12",
    "15세관람가": "15",
    "15세이상관람가": "15",
    "18": "19",
    "청불": "19",
    "청소년관람불가": "19",
    "RESTRICTED SCREENING": "19",
    "제한상영가": "19",
}

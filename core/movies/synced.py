"""Films as TMDB told them, and how far a sync that is under way has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from core.movies.film import Film

# TMDB lets its data be kept for six months.
KEPT: Final = 180 * 86_400.0


class Synced(Struct, frozen=True):
    """A film with a `tmdb_id`, when TMDB told it (Unix seconds), and that answer's ETag."""

    film: Film
    fetched_at: float
    etag: str = ""


class Plan(Struct, frozen=True):
    """The films a sync wants, in this order, by TMDB id; `at` is Unix seconds.

    `count` films were asked for; `stale` are those that are known but must be fetched.
    """

    at: float
    count: int
    ids: tuple[int, ...]
    stale: frozenset[int] = frozenset()


@dataclass(slots=True)
class Progress:
    """A plan and what was fetched of it; None for a film that TMDB does not have or show."""

    plan: Plan
    fetched: dict[int, Synced | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A whole sync's films by TMDB id; planned `at` (Unix seconds), `count` were asked for."""

    at: float
    count: int
    films: Mapping[int, Synced]

"""How much each reason counts; ratings refit what makes films fit those a viewer liked."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final

from core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Blend:
    """Factors of the features of `core.movies.taste`, by their names.

    The first six are cosines with the films a viewer liked; `year` is closeness in time,
    `related` what TMDB calls related to them, `ease` and `knn` what other viewers like together
    with them; `popularity` is the logarithm of how many like a film, `voted` and `known` its
    votes; `level` is the same for all films.
    """

    text: float = 0.0
    keyword: float = 0.0
    cast: float = 0.0
    director: float = 0.0
    genre: float = 0.0
    trait: float = 0.0
    year: float = 0.0
    related: float = 0.0
    ease: float = 0.0
    knn: float = 0.0
    popularity: float = 0.0
    voted: float = 0.0
    known: float = 0.0
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """`rated` is for films that ratings name, `unrated` for all others; the rest are factors of
    parts of a score, each part 0 to 1.

    `asked` is what is left of a film's renown once a viewer says what is wanted. `bent` is
    what meeting every wish counts for once too few films meet them all, and that a service
    has the film; it outweighs the rest, so that those which do come first. `chance` lets seeds differ.
    """

    rated: Blend
    unrated: Blend
    text: float
    cue: float
    mood: float
    company: float
    asked: float
    bent: float
    chance: float

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """Read JSON; what it leaves out is as shipped.

        Raises ConfigError, naming file and field, for a file that cannot be read, an unknown
        name or a value that is no number.
        """
        try:
            row = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as exc:
            line = f":{exc.lineno}" if isinstance(exc, json.JSONDecodeError) else ""
            raise ConfigError(
                f"{path}{line}",
                f"cannot be read as JSON ({type(exc).__name__})",
                "check the path, or let --ratings fit the weights",
            ) from exc
        return cls.from_row(row, str(path))

    @classmethod
    def from_row(cls, row: Any, file: str) -> "Weights":
        """Weights of parsed JSON from `file`. Raises ConfigError."""
        own = _numbers(row, SHIPPED, file, {"rated", "unrated"})
        rated, unrated = (
            replace(shipped, **_numbers(row.get(name, {}), shipped, f"{file}: {name}"))
            for name, shipped in (("rated", SHIPPED.rated), ("unrated", SHIPPED.unrated))
        )
        return replace(SHIPPED, **own, rated=rated, unrated=unrated)

    def to_row(self) -> Mapping[str, Any]:
        """What `from_row` reads."""
        return asdict(self)


def _numbers(
    row: Any, shipped: Blend | Weights, file: str, others: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise ConfigError(file, "is not a JSON object", "write names and numbers in braces")
    known = {field.name for field in fields(shipped)}
    for name, value in row.items():
        if name not in known:
            raise ConfigError(file, f"{name!r} is no weight", f"use one of {sorted(known)}")
        if name not in others and not _is_number(value):
            raise ConfigError(file, f"{name!r} is {value!r}", "give it a number")
    return {name: float(value) for name, value in row.items() if name not in others}


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and isfinite(value)


# By rule, not fitted: every way of being close counts the same, and so do both signs of renown.
_SHIPPED: Final = Blend(
    text=0.75, keyword=0.75, cast=0.75, director=0.75, genre=0.75, trait=0.75, year=0.75, related=0.75,
    voted=0.125, known=0.125,
)  # fmt: skip
# By hand, on the packaged films.
SHIPPED: Final = Weights(
    rated=_SHIPPED, unrated=_SHIPPED, text=0.5, cue=0.6, mood=0.6, company=0.2, asked=0.1,
    bent=6.0, chance=0.4,
)  # fmt: skip

"""An index kept on disk, so that thousands of films are ready as soon as they are read."""

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np

from core.movies.film import Film
from core.movies.index import Built, Index, build
from core.movies.neighbours import Neighbours
from core.movies.postings import Part, Postings

log = logging.getLogger(__name__)


def indexed(films: Sequence[Film], kept: Path) -> Index:
    """The index of `films`: what was built of the same films by the same code is read from the
    folder `kept`, and written there else. One index is kept; one that cannot be written is
    logged and built anew the next time.
    """
    path = kept / f"{_digest(films)}.npz"
    built = _read(path)
    if built is None:
        built = build(films)
        try:
            _write(path, built)
        except OSError as error:
            log.warning("index of films not kept", extra={"why": type(error).__name__})
    return Index(films, built)


def _digest(films: Sequence[Film]) -> str:
    """Of the films and of the code that an index comes from."""
    digest = sha256()
    encoder = msgspec.json.Encoder()
    for film in films:
        digest.update(encoder.encode(film))
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:32]


def _read(path: Path) -> Built | None:
    """None when nothing of this form is there."""
    try:
        # numpy leaves a file it opened itself open when it is broken.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            facts = {
                name.removeprefix(_FACT): kept[name]
                for name in kept.files
                if name.startswith(_FACT)
            }
            part = Part(kept["terms"], kept["weights"])
            postings = Postings(part, kept["seen"], kept["head_starts"], kept["heads"])
            near = Neighbours(kept["related"], kept["related_worth"])
            return Built(kept["order"], facts, kept["voted"], kept["known"], postings, near)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(path: Path, built: Built) -> None:
    """Whole or not at all, in the place of any other."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    postings = built.postings
    arrays: dict[str, Any] = {
        "order": built.order,
        "voted": built.voted,
        "known": built.known,
        "terms": postings.films.terms,
        "weights": postings.films.weights,
        "seen": postings.seen,
        "head_starts": postings.head_starts,
        "heads": postings.heads,
        "related": built.related.films,
        "related_worth": built.related.worth,
    }
    arrays |= {_FACT + name: column for name, column in built.facts.items()}
    with half.open("wb") as file:
        np.savez(file, **arrays)
    half.replace(path)
    for other in path.parent.glob("*.npz"):
        if other != path:
            with suppress(OSError):
                other.unlink()


_FACT = "fact_"

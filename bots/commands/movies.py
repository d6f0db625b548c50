"""Films: `recommend` answers JSON lines with films that fit, `sync` fetches films from TMDB."""

import argparse
import asyncio
import re
import time
from pathlib import Path
from typing import Any

import msgspec

from bots import films, jsonl, requests, settings
from bots.commands import movies_sync
from core.movies.catalogue import Catalogue
from core.movies.index import Index
from core.movies.learn import learnt_before
from core.movies.rank import Recommender, Request
from core.movies.weights import Weights
from core.movies.wish import read_wish
from core.pipeline.films import card
from core.understanding.linear import LinearClassifier
from core.understanding.understander import Understander


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    recommend = verbs.add_parser("recommend", help="JSON lines in, films out")
    recommend.add_argument(
        "--catalogue", type=Path, metavar="FILE", help="JSON lines of films instead of ours"
    )
    recommend.add_argument(
        "--ratings", type=Path, metavar="FILE", help="CSV of user,film,rating to learn from, once"
    )
    recommend.add_argument(
        "--weights", type=Path, metavar="FILE", help="JSON of weights instead of those learnt"
    )
    recommend.add_argument("--seed", type=int, default=0, help="makes choices repeatable")
    movies_sync.arguments(
        verbs.add_parser("sync", help="fetch films from TMDB, or bring them up to date")
    )


def main(chosen: argparse.Namespace) -> int:
    if chosen.verb == "sync":
        return movies_sync.main(chosen)
    catalogue, index = _films(chosen.catalogue)
    recommender = _recommender(catalogue, index, chosen)
    understander = Understander(LinearClassifier.load(), catalogue)

    async def answer(id: Any, request: requests.Films) -> dict[str, Any]:
        felt = request.emotion
        if felt is None and _KOREAN.search(request.text):
            felt = understander.read(request.text).emotion
        likes, seen = tuple(map(str, request.likes)), tuple(map(str, request.seen))
        picks = recommender.recommend(
            Request(
                text=request.text,
                wish=read_wish(request.text, catalogue),
                emotion=felt,
                likes=likes,
                seen=seen,
                k=request.k,
                max_rating=request.max_rating,
                diversify=request.diversify,
                seed=chosen.seed,
            )
        )
        told: dict[str, Any] = {"id": id}
        if unknown := _unknown(catalogue, (*likes, *seen)):
            told["unknown"] = unknown
        return told | {"films": [msgspec.to_builtins(card(pick)) for pick in picks]}

    return asyncio.run(jsonl.serve(requests.Films, answer))


def _unknown(catalogue: Catalogue, names: tuple[str, ...]) -> list[str]:
    """Those of `names` that are passed over, each once."""
    rows = zip(names, catalogue.rows(names), strict=True)
    return list(dict.fromkeys(name for name, row in rows if row is None))


def _films(path: Path | None) -> tuple[Catalogue, Index]:
    if path:
        catalogue = Catalogue.load(path)
        return catalogue, Index(catalogue.films)
    folder = films.folder(settings.load())
    catalogue = films.known_films(folder, time.time())
    return catalogue, films.index_of(catalogue, folder)


def _recommender(catalogue: Catalogue, index: Index, chosen: argparse.Namespace) -> Recommender:
    weights = Weights.load(chosen.weights) if chosen.weights else None
    if not chosen.ratings:
        return Recommender(catalogue, weights, index=index)
    kept = settings.load().data_dir.expanduser() / "ratings"
    learned = learnt_before(kept, chosen.ratings, catalogue, index)
    return Recommender(catalogue, weights, learned, index)


# The classifier of feelings reads nothing else.
_KOREAN = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")

"""Recommending out of conversations: ReDial's test set, of which nothing is learnt."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.film_data import PUBLISHED, FilmSet, MissingData, movielens
from benchmarks.film_metrics import interval
from benchmarks.report import Finding, at_least
from core.movies.catalogue import Catalogue
from core.movies.index import Index
from core.movies.learn import learn
from core.movies.rank import Recommender, Request
from core.movies.titles import plain

LIST = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said before a film was recommended, the films named there, and the film."""

    text: str
    named: tuple[str, ...]
    target: str


def conversations(data: Path, folder: Path) -> list[Finding]:
    """R@10 of the films that people recommended, by LoveLM and by popularity."""
    films = movielens(data)
    turns = list(_turns(data, films))
    catalogue = Catalogue.load(films.write(folder))
    index = Index(catalogue.films)
    learned = learn(films.write_ratings(folder / "ratings.csv", -1), catalogue, index)
    ours = Recommender(catalogue, learned=learned, index=index)
    shipped = Recommender(catalogue, index=index)
    known = {row["id"] for row in films.rows}
    there = [turn for turn in turns if turn.target in known]
    found = np.array([turn.target in _shown(ours, turn) for turn in there], dtype=np.float64)
    plain_ones = np.array(
        [turn.target in _shown(shipped, turn) for turn in there], dtype=np.float64
    )
    low, high = interval(found)
    measure = f"LoveLM, ratings: R@10 ({low:.3f} to {high:.3f}, {len(there):,} turns)"
    return [
        at_least("talk", measure, float(found.mean()), "", 0.10, REDIAL),
        Finding("talk", "… as shipped", float(plain_ones.mean()), ""),
        Finding("talk", "… popularity", _popular(films, there), ""),
        Finding("talk", "LoveLM, ratings: R@10, films not in the catalogue as misses", float(found.sum()) / len(turns), ""),
    ]  # fmt: skip


def _shown(recommender: Recommender, turn: Turn) -> set[str]:
    request = Request(text=turn.text, likes=turn.named, max_rating="any", k=LIST, diversify=False)
    return {pick.film.id for pick in recommender.recommend(request)}


def _popular(films: FilmSet, turns: list[Turn]) -> float:
    count: dict[str, int] = {}
    for own in films.likes().values():
        for film in own:
            count[film] = count.get(film, 0) + 1
    best = sorted(count, key=lambda film: -count[film])
    hits = [
        turn.target in [film for film in best[: LIST + len(turn.named)] if film not in turn.named][:LIST]
        for turn in turns
    ]  # fmt: skip
    return float(np.mean(hits))


def _turns(data: Path, films: FilmSet) -> Iterator[Turn]:
    """Each first mention of a film by the one who recommends; films we lack have no id."""
    path = data / "redial" / "test_data.jsonl"
    if not path.exists():
        raise MissingData(f"{path} is missing: {PUBLISHED['redial']}")
    ids = {(plain(row["title"]), str(row["year"])): row["id"] for row in films.rows}
    for line in path.read_text("utf-8").splitlines():
        talk = json.loads(line)
        titles: Mapping[str, str] = talk["movieMentions"] or {}
        said: list[str] = []
        named: list[str] = []
        for message in talk["messages"]:
            met = [id for id in _MENTION.findall(message["text"]) if id in titles]
            if message["senderWorkerId"] == talk["respondentWorkerId"]:
                for id in met:
                    if id not in named and said:
                        known = [ids[key] for other in named if (key := _key(titles[other])) in ids]
                        yield Turn(" ".join(said), tuple(known), ids.get(_key(titles[id]), ""))
            else:
                said.append(_MENTION.sub("", message["text"]))
            named += [id for id in met if id not in named]


def _key(title: str) -> tuple[str, str]:
    name, _, year = title.rstrip(" )").rpartition("(")
    return plain(name), year


_MENTION = re.compile(r"@(\d+)")
REDIAL = (
    "ReDial test set (Li et al. 2018): the seeker's words so far and the films named so far in, "
    "the next new film the recommender named out; only films in the catalogue of 3,534."
)

"""Films, likes and conversations to measure the recommender on; nothing here is shipped."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FOLDS, GIVEN, FEWEST_LIKES, HEAD = 5, 5, 10, 100
LIKED = 4.0


class MissingData(Exception):
    """A data set is not there; the message says where it is published."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """One user's likes: those given to the recommender and those to be found."""

    fold: int
    given: tuple[str, ...]
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class FilmSet:
    """Rows of a catalogue file, ratings (user, film, rating), the fold of each user."""

    rows: Sequence[Mapping[str, Any]]
    ratings: Sequence[tuple[str, str, float]]
    folds: Mapping[str, int]

    def likes(self) -> Mapping[str, tuple[str, ...]]:
        """Each user's liked films, in the order of the ratings."""
        found: dict[str, list[str]] = {}
        for user, film, rating in self.ratings:
            if rating >= LIKED:
                found.setdefault(user, []).append(film)
        return {user: tuple(films) for user, films in found.items()}

    def viewers(self, cold: frozenset[str] = frozenset()) -> list[Viewer]:
        """Users with enough likes, their own seeded split; of `cold` films none is given."""
        found = []
        for user, films in self.likes().items():
            chance = np.random.default_rng([0, int(user)])
            mixed = [films[place] for place in chance.permutation(len(films))]
            given = tuple(film for film in mixed if film not in cold)[:GIVEN]
            hidden = frozenset(cold & set(films) if cold else set(films) - set(given))
            if len(films) >= FEWEST_LIKES and len(given) == GIVEN and hidden:
                found.append(Viewer(self.folds[user], given, hidden))
        return found

    def head(self) -> frozenset[str]:
        """The most liked films."""
        count: dict[str, int] = {}
        for films in self.likes().values():
            for film in films:
                count[film] = count.get(film, 0) + 1
        return frozenset(sorted(count, key=lambda film: (-count[film], film))[:HEAD])

    def write(self, folder: Path) -> Path:
        """A catalogue file in `folder`."""
        path = folder / "films.jsonl"
        lines = (json.dumps(row, ensure_ascii=False) for row in self.rows)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    def write_ratings(self, path: Path, fold: int, cold: frozenset[str] = frozenset()) -> Path:
        """A ratings file without the users of `fold` and without `cold` films."""
        lines = [
            f"{user},{film},{rating}"
            for user, film, rating in self.ratings
            if self.folds[user] != fold and film not in cold
        ]
        path.write_text("\n".join(("user,film,rating", *lines)) + "\n", "utf-8")
        return path


def movielens(data: Path) -> FilmSet:
    """MovieLens small ∩ TMDB 5000 ∩ IMDB 5000, films by MovieLens id. Raises MissingData."""
    tmdb = {row["id"]: row for row in _rows(data, "tmdb5000/tmdb_5000_movies.csv.gz")}
    imdb: dict[str, Mapping[str, str]] = {}
    for row in _rows(data, "imdb5000/movie_metadata.csv.gz"):
        imdb.setdefault(re.findall(r"tt(\d+)", row["movie_imdb_link"])[0], row)
    known = {
        row["movieId"]: (tmdb[row["tmdbId"]], imdb[row["imdbId"]])
        for row in _rows(data, "ml-latest-small/links.csv.gz")
        if row["tmdbId"] in tmdb and row["imdbId"] in imdb
    }
    return _film_set(data, [_film(id, *known[id]) for id in sorted(known, key=int)])


def every_film(data: Path) -> FilmSet:
    """All of TMDB 5000, those of `movielens` by the same ids. Raises MissingData."""
    films = movielens(data)
    known = {row["title"] for row in films.rows}
    others = [
        _film(f"tmdb-{row['id']}", row, NO_CREDITS)
        for row in _rows(data, "tmdb5000/tmdb_5000_movies.csv.gz")
        if row["title"] not in known
    ]
    return FilmSet([*films.rows, *others], films.ratings, films.folds)


def korean(data: Path) -> FilmSet:
    """MovieLens small ∩ the Korean overviews: nothing but title and plot. Raises MissingData."""
    path = _there(data, "tmdb-ko/ko_union_2569.json.gz")
    told = {str(row["tmdb"]): row for row in json.loads(gzip.decompress(path.read_bytes()))}
    rows = [
        {"id": row["movieId"], "title": film["title"], "overview": film["overview"]}
        for row in _rows(data, "ml-latest-small/links.csv.gz")
        if (film := told.get(row["tmdbId"])) and film["overview"]
    ]
    return _film_set(data, rows)


def _film_set(data: Path, rows: Sequence[Mapping[str, Any]]) -> FilmSet:
    ids = {row["id"] for row in rows}
    ratings = [
        (row["userId"], row["movieId"], float(row["rating"]))
        for row in _rows(data, "ml-latest-small/ratings.csv.gz")
    ]
    users = sorted({user for user, _, _ in ratings}, key=int)
    folds = np.random.default_rng(7).permutation(len(users)) % FOLDS
    return FilmSet(
        rows,
        [rating for rating in ratings if rating[1] in ids],
        dict(zip(users, folds.tolist(), strict=True)),
    )


def _film(id: str, tmdb: Mapping[str, str], imdb: Mapping[str, str]) -> Mapping[str, Any]:
    keywords = [*_names(tmdb["keywords"]), *filter(None, imdb["plot_keywords"].split("|"))]
    cast = [imdb[f"actor_{place}_name"] for place in (1, 2, 3)]
    return {
        "id": id,
        "title": tmdb["title"],
        "original_title": tmdb["original_title"],
        "year": tmdb["release_date"][:4],
        "genres": _names(tmdb["genres"]),
        "keywords": list(dict.fromkeys(keywords)),
        "directors": [name for name in [imdb["director_name"]] if name],
        "cast": [name for name in cast if name],
        "overview": tmdb["overview"],
        "votes": int(tmdb["vote_count"]),
        "vote_average": float(tmdb["vote_average"]),
        "runtime": tmdb["runtime"],
    }


def _names(column: str) -> list[str]:
    return [row["name"] for row in json.loads(column)]


def _rows(data: Path, name: str) -> Iterator[Mapping[str, str]]:
    with gzip.open(_there(data, name)) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))


def _there(data: Path, name: str) -> Path:
    path = data / name
    if not path.exists():
        raise MissingData(f"{path} is missing: {PUBLISHED[name.split('/')[0]]}")
    return path


NO_CREDITS: Mapping[str, str] = dict.fromkeys(
    ("plot_keywords", "director_name", "actor_1_name", "actor_2_name", "actor_3_name"), ""
)
PUBLISHED: Mapping[str, str] = {
    "ml-latest-small": "https://grouplens.org/datasets/movielens/latest/ (gzip each CSV)",
    "tmdb5000": "https://www.kaggle.com/datasets/tmdb/tmdb-movie-metadata (gzip the CSV)",
    "imdb5000": "Kaggle's IMDB 5000 Movie Dataset, movie_metadata.csv (gzip it)",
    "tmdb-ko": 'JSON of {"tmdb", "title", "overview"} in Korean, fetched from TMDB with your key',
    "redial": "https://redialdata.github.io/website/ (test_data.jsonl)",
}

"""Learning from ratings: neighbours, and weights fitted on people the neighbours do not know."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.movies.catalogue import Catalogue
from core.movies.choices import Choices
from core.movies.collaborative import Collaborative
from core.movies.fit import fit
from core.movies.index import Index
from core.movies.learned import Learned
from core.movies.postings import Ids, Scores
from core.movies.ratings import read_bytes, read_likes
from core.movies.taste import EASE, FEATURES, KNN, LEVEL, POPULARITY, Taste
from core.movies.weights import SHIPPED, Blend, Weights


def learn(path: Path, catalogue: Catalogue, index: Index) -> Learned:
    """Learn from the CSV file at `path`. Deterministic; seconds for a hundred thousand ratings.

    Films that are not in the catalogue are passed over. With too few people to fit weights on
    the shipped ones stay. Raises ConfigError for a broken file.
    """
    likes, rated = read_likes(path, cache(lambda id: catalogue.id_row(id) is not None))
    count = Counter(film for films in likes.values() for film in films)
    ids = tuple(sorted(rated, key=lambda id: (-count[id], id)))
    rows = {id: row for row, id in enumerate(ids[:_MOST_LISTED])}
    known = [[rows[id] for id in films if id in rows] for films in likes.values()]
    together = Collaborative([films for films in known if films], len(rows))
    places = index.places[[row for id in rows if (row := catalogue.id_row(id)) is not None]]
    learned = Learned(
        SHIPPED,
        ids,
        np.array([count[id] for id in ids], dtype=np.int32),
        together.ease(),
        together.knn(),
    )
    choices = _choices(known, together, Taste(index), places)
    return replace(learned, weights=_weights(choices)) if choices else learned


def learnt_before(kept: Path, path: Path, catalogue: Catalogue, index: Index) -> Learned:
    """`learn`, but what was learnt from the same ratings for the same films is read from the
    folder `kept`, and written there else. Raises ConfigError."""
    known = kept / f"{_digest(path, catalogue)}.npz"
    learned = Learned.load(known)
    if learned is None:
        learned = learn(path, catalogue, index)
        learned.save(known)
    return learned


def _digest(path: Path, catalogue: Catalogue) -> str:
    """Of the ratings and of everything that features are made of."""
    digest = sha256(read_bytes(path))
    for film in catalogue:
        digest.update(repr(film).encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


def _choices(
    likes: Sequence[Sequence[int]], together: Collaborative, taste: Taste, places: Ids
) -> Choices | None:
    """Some people's choices among all films listed: from a few they liked to the rest."""
    chance = np.random.default_rng(0)
    able = [films for films in likes if len(films) >= _MANY_LIKES]
    if len(able) < _MANY:
        able = [films for films in likes if len(films) >= _FEWEST_LIKES]
    if len(able) < _FEWEST:
        return None
    chosen = chance.permutation(len(able))[:_MOST]
    features = np.zeros((len(chosen), len(FEATURES), len(places)), dtype=np.float32)
    liked, named = np.zeros((2, len(chosen), len(places)), dtype=np.bool_)
    for viewer, who in enumerate(chosen):
        films = chance.permutation(able[who]).tolist()
        given = min(_GIVEN, len(films) // 2)
        features[viewer] = _features(films[:given], films, together, taste, places)
        named[viewer, films[:given]] = True
        liked[viewer, films[given:]] = True
    return Choices(features, liked, named)


def _features(
    given: list[int], own: list[int], together: Collaborative, taste: Taste, places: Ids
) -> Scores:
    """Features of all films listed for one who likes `own`, of whom only `given` is known."""
    order = np.argsort(places)
    features = np.empty((len(FEATURES), len(places)), dtype=np.float32)
    features[:, order] = taste.all_features(places[given].tolist(), places[order])
    ease, knn = together.without(own, given)
    rows = np.arange(len(places), dtype=np.int32)
    every = range(len(given))
    likes = together.likes.copy()
    likes[own] -= 1
    features[EASE] = ease.scores(every, rows) / len(given)
    features[KNN] = knn.scores(every, rows) / len(given)
    features[POPULARITY] = np.log1p(likes)
    return features


def _weights(choices: Choices) -> Weights:
    unknown = choices.without(EASE, KNN, POPULARITY)
    rated, unrated = fit(choices), fit(unknown)
    # On films that were liked both sorts come to the same.
    apart = choices.scores(rated) - unknown.scores(unrated)
    unrated[LEVEL] = apart[choices.liked].mean()
    # The other parts of a score keep their share.
    shipped = np.array([getattr(SHIPPED.unrated, name) for name in FEATURES])
    reach = _reach(choices, rated)
    if not reach:
        return SHIPPED
    scale = (_reach(unknown, shipped) or 1.0) / reach
    return replace(SHIPPED, rated=_blend(rated * scale), unrated=_blend(unrated * scale))


def _reach(choices: Choices, weights: NDArray[np.float64]) -> float:
    """How far apart the weights put one viewer's films."""
    scores = np.ma.masked_array(choices.scores(weights), choices.named)
    return float(scores.std(axis=1).mean())


def _blend(values: NDArray[np.float64]) -> Blend:
    named: Mapping[str, float] = dict(zip(FEATURES, values.tolist(), strict=True))
    return Blend(**named)


# More than this many films make the inverse take minutes.
_MOST_LISTED: Final = 5000
_MOST: Final = 400
_GIVEN: Final = 5
_MANY_LIKES: Final = 10
_MANY: Final = 50
_FEWEST_LIKES: Final = 4
_FEWEST: Final = 10

"""What the recommender is measured beside: each scores every film for the films given."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from core.movies.film import Film

Vector = NDArray[np.float64]
# Rows of the films given → a score for every film.
Ranker = Callable[[Sequence[int]], Vector]


def earlier(films: Sequence[Mapping[str, Any]]) -> Ranker:
    """The earlier chatbot's: plot TF-IDF cosine plus cosine of counted genres, keywords and cast,
    to the first film only, directors dropped."""
    plots = TfidfVectorizer(stop_words="english").fit_transform(row["overview"] for row in films)
    told = (" ".join((*row["genres"], *row["keywords"], *row["cast"])) for row in films)
    counts = CountVectorizer(stop_words="english").fit_transform(told).astype(np.float64)
    norms = np.sqrt(counts.multiply(counts).sum(axis=1).A1)

    def score(given: Sequence[int]) -> Vector:
        first = given[0]
        shared = (counts @ counts[first].T).toarray().ravel()
        soup = shared / np.maximum(norms * norms[first], 1e-9)
        return np.asarray((plots @ plots[first].T).toarray().ravel() + soup)

    return score


def earlier_request(films: Sequence[Film], liked: int) -> NDArray[np.intp]:
    """The same as it ran: both matrices fitted and all films compared with all, at each request."""
    plots = TfidfVectorizer(stop_words="english").fit_transform(film.overview for film in films)
    told = (" ".join((*film.genres, *film.keywords, *film.cast)) for film in films)
    counts = CountVectorizer(stop_words="english").fit_transform(told)
    both = cosine_similarity(plots) + cosine_similarity(counts)
    return np.argsort(-both[liked])[1:9]


def popularity(likes: NDArray[np.float32]) -> Ranker:
    """How many like a film."""
    count = likes.sum(axis=0).astype(np.float64)
    return lambda given: count


def item_knn(likes: NDArray[np.float32]) -> Ranker:
    """Shrunk asymmetric cosine of who likes what, all neighbours."""
    together = (likes.T @ likes).astype(np.float64)
    count = np.maximum(np.diag(together).copy(), 1)
    close = together / (count[:, None] ** 0.6 * count[None] ** 0.4 + 20)
    np.fill_diagonal(close, 0)
    return lambda given: np.asarray(close[list(given)].sum(axis=0))


def ease(likes: NDArray[np.float32]) -> Ranker:
    """Steck 2019, ridge 200."""
    together = (likes.T @ likes).astype(np.float64)
    inverse = np.linalg.inv(together + 200 * np.eye(len(together)))
    close = -inverse / np.diag(inverse)
    np.fill_diagonal(close, 0)
    return lambda given: np.asarray(close[list(given)].sum(axis=0))

"""The film recommender beside its peers: `python -m benchmarks.movies [--data DIR] [--json FILE]`."""

import argparse
import logging
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks import film_peers, film_talk, film_words
from benchmarks.film_data import (
    FOLDS,
    HEAD,
    FilmSet,
    MissingData,
    Viewer,
    every_film,
    korean,
    movielens,
)
from benchmarks.film_metrics import LIST, Figures, better, interval, ndcg, variety
from benchmarks.film_rankers import Ranker, earlier, ease, item_knn, popularity
from benchmarks.peers import PeerError
from benchmarks.report import Finding, at_least, table, write
from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.movies.index import Index
from core.movies.learn import learn
from core.movies.rank import Recommender, Request

# A viewer and the films that must not be shown → a list of ids.
Lister = Callable[[Viewer, frozenset[str]], Sequence[str]]
OURS, FITTED, SHIPPED = "LoveLM, ratings", "LoveLM, no ratings, fitted", "LoveLM, as shipped"
SPREAD, EARLIER, POPULAR = "LoveLM, ratings, diversified", "earlier formula", "popularity"
FEWEST_IN_TAIL = 5


class Table:
    """nDCG@8 of each method for each viewer, over all films and without the head."""

    def __init__(self, films: FilmSet) -> None:
        self._head = films.head()
        self._genres = {row["id"]: frozenset(row["genres"]) for row in films.rows}
        self.whole: defaultdict[str, list[float]] = defaultdict(list)
        self.tail: defaultdict[str, list[float]] = defaultdict(list)
        self.varied: defaultdict[str, list[float]] = defaultdict(list)
        self.shown: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, method: str, viewer: Viewer, show: Lister) -> None:
        """Ask `show` twice: for a list of all films, and for one without the head."""
        shown = show(viewer, frozenset())
        self.whole[method].append(ndcg(shown, viewer.hidden))
        self.varied[method].append(variety(shown, self._genres))
        self.shown[method].update(shown[:LIST])
        rest = viewer.hidden - self._head
        if len(rest) >= FEWEST_IN_TAIL:
            self.tail[method].append(ndcg(show(viewer, self._head), rest))

    def findings(self) -> list[Finding]:
        """A line for each method, with gates where it has some."""
        found: list[Finding] = []
        for method in self.whole:
            whole, tail = np.array(self.whole[method]), np.array(self.tail[method])
            least = GATES.get(method, (None, None))
            found += [
                _gated("k=5", f"{method}: nDCG@8 {_interval(whole)}", whole, least[0]),
                _gated("k=5", f"… tail {_interval(tail)}", tail, least[1]),
                Finding("k=5", "… distinct films shown", len(self.shown[method]), ""),
                Finding("k=5", "… genre distance in a list", float(np.mean(self.varied[method])), ""),
            ]  # fmt: skip
        for method in (OURS, FITTED, SHIPPED):
            for other in (EARLIER, POPULAR):
                chance = better(np.array(self.whole[method]), np.array(self.whole[other]))
                found.append(
                    Finding("k=5", f"{method} better than {other}", chance, "", note=PAIRED)
                )
        return found


def listed(recommender: Recommender, diversify: bool = False) -> Lister:
    """The recommender as the command calls it."""

    def show(viewer: Viewer, barred: frozenset[str]) -> Sequence[str]:
        request = Request(
            likes=viewer.given, max_rating="any", diversify=diversify, avoid=barred, k=LIST
        )
        return [pick.film.id for pick in recommender.recommend(request)]

    return show


def scored(ranker: Ranker, ids: Sequence[str]) -> Lister:
    """The eight best by a ranker's scores."""
    row = {id: place for place, id in enumerate(ids)}

    def show(viewer: Viewer, barred: frozenset[str]) -> Sequence[str]:
        scores = ranker([row[id] for id in viewer.given]).copy()
        scores[[row[id] for id in (*viewer.given, *barred)]] = -np.inf
        best = np.argsort(-scores, kind="stable")[:LIST]
        return [ids[place] for place in best]

    return show


def quality(films: FilmSet, folder: Path) -> list[Finding]:
    """k=5: five films in, all others ranked, five folds of users."""
    catalogue = Catalogue.load(films.write(folder))
    index = Index(catalogue.films)
    ids = [row["id"] for row in films.rows]
    shipped, first = listed(Recommender(catalogue, index=index)), earlier(films.rows)
    result, why = Table(films), ""
    for fold in range(FOLDS):
        viewers = [viewer for viewer in films.viewers() if viewer.fold == fold]
        likes = _matrix(films, fold, ids)
        learned = learn(films.write_ratings(folder / "ratings.csv", fold), catalogue, index)
        ours = Recommender(catalogue, learned=learned, index=index)
        methods: dict[str, Lister] = {
            OURS: listed(ours),
            SPREAD: listed(ours, diversify=True),
            FITTED: listed(Recommender(catalogue, learned.weights, index=index)),
            SHIPPED: shipped,
            EARLIER: scored(first, ids),
            POPULAR: scored(popularity(likes), ids),
            "item kNN": scored(item_knn(likes), ids),
            "EASE^R": scored(ease(likes), ids),
        }
        try:
            methods |= _libraries(likes, viewers, ids, folder)
        except PeerError as error:
            why = str(error)
        for method, show in methods.items():
            for viewer in viewers:
                result.take(method, viewer, show)
    missing = [Finding("k=5", name, None, "", note=why) for name in film_peers.NAMES.values()]
    return [*result.findings(), *(missing if why else [])]


def cold(films: FilmSet, folder: Path) -> list[Finding]:
    """A fifth of the films in no rating: can they be found among themselves and among all?"""
    ids = [row["id"] for row in films.rows]
    hidden = frozenset(np.array(ids)[np.random.default_rng(3).random(len(ids)) < 0.2].tolist())
    warm = frozenset(ids) - hidden
    catalogue = Catalogue.load(films.write(folder))
    index = Index(catalogue.films)
    figures: defaultdict[str, list[float]] = defaultdict(list)
    first = scored(earlier(films.rows), ids)
    for fold in range(FOLDS):
        path = films.write_ratings(folder / "ratings.csv", fold, hidden)
        ours = listed(Recommender(catalogue, learned=learn(path, catalogue, index), index=index))
        for viewer in films.viewers(hidden):
            if viewer.fold == fold:
                figures["ours"].append(ndcg(ours(viewer, warm), viewer.hidden))
                figures["all"].append(ndcg(ours(viewer, frozenset()), viewer.hidden))
                figures["first"].append(ndcg(first(viewer, warm), viewer.hidden))
    own = np.array(figures["ours"])
    return [
        at_least("cold", f"{OURS}: nDCG@8 of cold films {_interval(own)}", float(own.mean()), "", 0.25, COLD),
        Finding("cold", "… earlier formula", float(np.mean(figures["first"])), ""),
        Finding("cold", "… with warm films in the list, which count as misses", float(np.mean(figures["all"])), ""),
    ]  # fmt: skip


def korean_plots(films: FilmSet, folder: Path) -> list[Finding]:
    """Title and Korean plot are all that is known."""
    show = listed(Recommender(Catalogue.load(films.write(folder))))
    own = np.array([ndcg(show(viewer, frozenset()), viewer.hidden) for viewer in films.viewers()])
    return [
        at_least("Korean", f"Korean plots alone, {len(films.rows):,} films: nDCG@8 {_interval(own)}", float(own.mean()), "", 0.13)
    ]  # fmt: skip


def reach(films: FilmSet, folder: Path) -> list[Finding]:
    """Different films that a feeling can lead to, over the likes of all viewers."""
    recommender = Recommender(Catalogue.load(films.write(folder)))
    counts: dict[Emotion, int] = {}
    for emotion in set(Emotion) - {Emotion.NEUTRAL}:
        seen: set[str] = set()
        for seed, viewer in enumerate(films.viewers()):
            request = Request(likes=viewer.given, emotion=emotion, max_rating="any", seed=seed)
            seen.update(pick.film.id for pick in recommender.recommend(request))
        counts[emotion] = len(seen)
    least = min(counts, key=lambda emotion: counts[emotion])
    return [
        at_least("reach", f"of {len(films.rows):,} films those a feeling reaches, fewest ({least})", counts[least], "", 500, REACH),
        Finding("reach", "… mean over feelings", float(np.mean([*counts.values()])), ""),
    ]  # fmt: skip


def _matrix(films: FilmSet, fold: int, ids: Sequence[str]) -> np.ndarray:
    row = {id: place for place, id in enumerate(ids)}
    likes = {user: own for user, own in films.likes().items() if films.folds[user] != fold}
    matrix = np.zeros((len(likes), len(ids)), dtype=np.float32)
    for user, own in enumerate(likes.values()):
        matrix[user, [row[id] for id in own]] = 1
    return matrix


def _libraries(
    likes: np.ndarray, viewers: Sequence[Viewer], ids: Sequence[str], folder: Path
) -> Mapping[str, Lister]:
    row = {id: place for place, id in enumerate(ids)}
    given = np.array([[row[id] for id in viewer.given] for viewer in viewers])
    found = film_peers.scores(film_peers.prepare(), folder, likes, given)
    asked = {tuple(own): place for place, own in enumerate(given.tolist())}
    return {
        name: scored(lambda own, scores=scores: scores[asked[tuple(own)]], ids)  # type: ignore[misc]
        for name, scores in found.items()
    }


def _gated(goal: str, measure: str, figures: Figures, least: float | None) -> Finding:
    mean = float(figures.mean())
    if least is None:
        return Finding(goal, measure, mean, "")
    return at_least(goal, measure, mean, "", least, PROTOCOL)


def _interval(figures: Figures) -> str:
    low, high = interval(figures)
    return f"({low:.3f} to {high:.3f}, {len(figures)} viewers)"


def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    found: list[Finding] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in PARTS:
            try:
                found += part(chosen.data, folder)
            except MissingData as missing:
                found.append(Finding("", part.__name__, None, "", note=str(missing)))
    print(table(found))
    write(chosen.json, found, {}, {"data": "MovieLens small, TMDB 5000, IMDB 5000, ReDial"})
    print(f"Written: {chosen.json}")


def _on_movielens(data: Path, folder: Path) -> list[Finding]:
    films = movielens(data)
    return [*quality(films, folder), *cold(films, folder), *reach(every_film(data), folder)]


def _on_korean(data: Path, folder: Path) -> list[Finding]:
    return korean_plots(korean(data), folder)


# Of nDCG@8 over all films and in the tail.
GATES: Mapping[str, tuple[float, float]] = {
    OURS: (0.46, 0.25),
    SPREAD: (0.46, 0.25),
    FITTED: (0.39, 0.15),
    SHIPPED: (0.39, 0.15),
}
PROTOCOL = (
    "Likes are ratings of 4 and more; users with ten, five of them given, all other films ranked; "
    f"tail: without the {HEAD} most liked films, users with five more. Weights and neighbours "
    "learnt from the other folds' users; 95 % bootstrap over users."
)
PAIRED = "Share of paired bootstrap draws, over users."
COLD = "Ratings of a fifth of the films removed; five warm films given, only cold ones ranked."
REACH = "The likes of every user with each feeling, as shipped."
PARTS = (_on_movielens, _on_korean, film_talk.conversations, film_words.requests)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.movies", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR", default=Path("../shared/data"))
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("build/bench/movies.json")
    )
    main(parser.parse_args())

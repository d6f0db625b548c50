from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import ConfigError
from core.movies.catalogue import Catalogue
from core.movies.choices import Choices, ndcg
from core.movies.collaborative import Collaborative
from core.movies.film import Film
from core.movies.fit import fit
from core.movies.index import Index
from core.movies.learn import learn, learnt_before
from core.movies.learned import Learned
from core.movies.rank import Recommender, Request

# Nothing but ratings tells these films apart.
FILMS = [Film(f"{kind}{place}", f"영화 {kind} {place}") for kind in "ab" for place in range(12)]
CATALOGUE = Catalogue(FILMS)
INDEX = Index(CATALOGUE.films)


def rated(folder: Path, people: int = 40, without: str = "") -> Path:
    """Half the people like films of a, half those of b; nobody likes the last two of each."""
    chance = np.random.default_rng(5)
    lines = ["user,film,rating"]
    for person in range(people):
        kind, other = ("a", "b") if person % 2 else ("b", "a")
        for place in chance.permutation(10)[:7]:
            lines += [f"{person},{kind}{place},5"]
        lines += [f"{person},{other}{chance.integers(10)},2", f"{person},unknown,5"]
    path = folder / "ratings.csv"
    path.write_text("\n".join(line for line in lines if f",{without}," not in line), "utf-8")
    return path


def shown(recommender: Recommender, *likes: str, k: int = 5) -> list[str]:
    request = Request(likes=likes, max_rating="any", diversify=False, k=k)
    return [pick.film.id for pick in recommender.recommend(request)]


def test_ratings_change_what_is_shown(tmp_path: Path) -> None:
    before = Recommender(CATALOGUE, index=INDEX)
    learned = learn(rated(tmp_path), CATALOGUE, INDEX)
    after = Recommender(CATALOGUE, learned=learned, index=INDEX)
    assert {id[0] for id in shown(before, "b1", "b2")} == {"a"}
    assert {id[0] for id in shown(after, "b1", "b2")} == {"b"}
    assert {id[0] for id in shown(after, "a1", "a2")} == {"a"}


def test_the_same_ratings_teach_the_same(tmp_path: Path) -> None:
    one, two = (learn(rated(tmp_path), CATALOGUE, INDEX) for _ in range(2))
    assert one.weights == two.weights
    assert one.ids == two.ids
    assert (one.ease.films == two.ease.films).all()


def test_a_handful_of_people_is_not_enough_to_fit_on(tmp_path: Path) -> None:
    learned = learn(rated(tmp_path, people=4), CATALOGUE, INDEX)
    assert learned.weights == Recommender(CATALOGUE)._weights
    assert shown(Recommender(CATALOGUE, learned=learned, index=INDEX), "b1")


def test_ratings_of_other_films_teach_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("user,film,rating\n1,elsewhere,5\n", "utf-8")
    learned = learn(path, CATALOGUE, INDEX)
    assert shown(Recommender(CATALOGUE, learned=learned, index=INDEX), "a1") == shown(
        Recommender(CATALOGUE, index=INDEX), "a1"
    )


def test_a_film_that_no_rating_names_goes_by_its_content(tmp_path: Path) -> None:
    films = [
        replace(film, genres=("Romance",) if film.id[0] == "b" else ("War",), votes=10)
        for film in FILMS
    ]
    catalogue = Catalogue(films)
    index = Index(catalogue.films)
    learned = learn(rated(tmp_path, without="b3"), catalogue, index)
    assert "b3" not in learned.ids
    recommender = Recommender(catalogue, learned=learned, index=index)
    assert "b3" in shown(recommender, "b1", "b2", k=10)


def test_what_was_learnt_is_kept(tmp_path: Path) -> None:
    path, kept = rated(tmp_path), tmp_path / "kept"
    learned = learnt_before(kept, path, CATALOGUE, INDEX)
    (file,) = kept.iterdir()
    marked = replace(learned, weights=replace(learned.weights, chance=7.0))
    marked.save(file)
    assert learnt_before(kept, path, CATALOGUE, INDEX).weights == marked.weights
    file.write_bytes(file.read_bytes()[:200])
    assert learnt_before(kept, path, CATALOGUE, INDEX).weights == learned.weights
    again = learnt_before(kept, path, CATALOGUE, INDEX)
    before, after = (Recommender(CATALOGUE, learned=one, index=INDEX) for one in (learned, again))
    assert shown(before, "b1", "b2") == shown(after, "b1", "b2")


def test_other_ratings_and_other_films_are_learnt_anew(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    learnt_before(kept, rated(tmp_path), CATALOGUE, INDEX)
    learnt_before(kept, rated(tmp_path, people=30), CATALOGUE, INDEX)
    fewer = Catalogue(FILMS[1:])
    learnt_before(kept, rated(tmp_path), fewer, Index(fewer.films))
    assert len(list(kept.iterdir())) == 3


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(ConfigError, match="cannot be written"):
        learnt_before(tmp_path / "kept", rated(tmp_path), CATALOGUE, INDEX)


def test_nothing_is_read_from_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert Learned.load(tmp_path / "nothing.npz") is None


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("", ":1", "no header"),
        ("film,rating\n1,5\n", ":1", "no header"),
        ("user,film,rating\n1,a1\n", ":2", "2 fields"),
        ("user,film,rating\n1,a1,5\n1,a2,good\n", ":3", "'good' is no number"),
        ("user,film,rating\n1,a1,nan\n", ":2", "'nan' is no number"),
    ],
)
def test_a_broken_line_of_ratings_is_named(tmp_path: Path, text: str, where: str, why: str) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=why) as caught:
        learn(path, CATALOGUE, INDEX)
    assert caught.value.key == f"{path}{where}"
    assert caught.value.fix


def test_ratings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        learnt_before(tmp_path, path, CATALOGUE, INDEX)
    path.write_bytes(b"user,film,rating\n\xff\xff,a,5\n")
    with pytest.raises(ConfigError, match="UnicodeDecodeError"):
        learn(path, CATALOGUE, INDEX)


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("time,Rating,Film,User\n9,10,a1,x\n9,10,a2,x\n9,7,a3,x\n", "utf-8")
    learned = learn(path, CATALOGUE, INDEX)
    assert dict(zip(learned.ids, learned.likes.tolist(), strict=True)) == {
        "a1": 1,
        "a2": 1,
        "a3": 0,
    }


def test_leaving_one_person_out_is_exact() -> None:
    chance = np.random.default_rng(1)
    likes = [sorted(chance.permutation(9)[:4].tolist()) for _ in range(25)]
    own = likes[3]
    ease, cosine = Collaborative(likes, 9).without(own, own[:2])
    rest = Collaborative([*likes[:3], *likes[4:]], 9)
    for left, whole in ((ease, rest.ease()), (cosine, rest.knn())):
        places = np.arange(9, dtype=np.int32)
        assert left.scores([0, 1], places) == pytest.approx(whole.scores(own[:2], places), abs=2e-3)


def test_weights_go_to_what_tells_liked_films_apart() -> None:
    chance = np.random.default_rng(2)
    features = chance.random((30, 3, 200), dtype=np.float32)
    liked = features[:, 1] > 0.97
    weights = fit(Choices(features, liked, np.zeros_like(liked)))
    assert weights[1] > 5 * max(weights[0], weights[2])


def test_ndcg_by_hand() -> None:
    scores = np.array([[3, 2, 1], [1, 2, 3]], dtype=np.float32)
    liked = np.array([[True, False, False], [True, False, False]])
    assert ndcg(scores, liked) == pytest.approx((1 + 0.5) / 2)
    assert ndcg(scores, np.zeros_like(liked)) == 0

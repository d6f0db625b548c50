import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConfigError
from core.movies.catalogue import Catalogue
from core.movies.film import Film
from core.movies.film_record import read_film

CATALOGUE = Catalogue.load()


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "films.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_id_and_title_are_enough(tmp_path: Path) -> None:
    films = tuple(Catalogue.load(written(tmp_path, '{"id": 7, "title": "Heat"}', "")))
    assert films == (Film(id="7", title="Heat"),)


def test_an_empty_file_is_an_empty_catalogue(tmp_path: Path) -> None:
    catalogue = Catalogue.load(written(tmp_path))
    assert len(catalogue) == 0
    assert catalogue.mentioned("인셉션 같은 거") == ()


def test_a_full_line_is_read_whole() -> None:
    line = {
        "id": "a",
        "title": "아무개",
        "original_title": "Nobody",
        "year": "1999",
        "genres": [{"id": 18, "name": "드라마"}, "Sci-Fi"],
        "keywords": "바다|여름",
        "directors": ["가"],
        "cast": ["나", "다"],
        "overview": "이야기.",
        "votes": 12,
        "vote_average": 7.5,
        "rating": "청소년관람불가",
        "runtime": 99.0,
        "collection": {"name": "묶음"},
        "adult": True,
    }
    assert read_film(json.dumps(line), "f", 1) == Film(
        id="a",
        title="아무개",
        original_title="Nobody",
        year=1999,
        genres=("Drama", "Science Fiction"),
        keywords=("바다", "여름"),
        directors=("가",),
        cast=("나", "다"),
        overview="이야기.",
        votes=12,
        vote_average=7.5,
        rating="19",
        runtime=99,
        collection="묶음",
        adult=True,
    )


def test_rubbish_counts_as_missing() -> None:
    line = (
        '{"id": "a", "title": "b", "year": "soon", "genres": 5, "runtime": -3, "votes": NaN,'
        ' "vote_average": 99, "rating": "PG", "cast": [null, 4], "cautions": ["fun"]}'
    )
    assert read_film(line, "f", 1) == Film(id="a", title="b", cast=("4",))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"title": "b"}', "field 'id'"),
        ('{"id": "a", "title": " "}', "field 'title'"),
        ('{"id": "ok", "title": "b"}', "used twice"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = written(tmp_path, '{"id": "ok", "title": "c"}', line)
    with pytest.raises(ConfigError, match=words) as caught:
        Catalogue.load(path)
    assert str(caught.value).startswith(f"{path}:2")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing"):
        Catalogue.load(tmp_path / "nothing")


@given(st.dictionaries(st.sampled_from(Film.__slots__), st.none() | st.integers() | st.text()))
def test_any_value_is_read(row: dict[str, object]) -> None:
    film = read_film(json.dumps({**row, "id": "a", "title": "b"}), "f", 1)
    assert (film.id, film.title) == ("a", "b")


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("인셉션", "인셉션"),
        ("인셉션을", "인셉션"),
        ("inception", "인셉션"),
        ("라라 랜드", "라라랜드"),
        ("너의 이름은", "너의 이름은."),
        ("리틀포레스트는", "리틀 포레스트"),
        ("LOVE LETTER", "러브레터"),
        ("8월의크리스마스", "8월의 크리스마스"),
    ],
)
def test_by_title(title: str, wanted: str) -> None:
    film = CATALOGUE.by_title(title)
    assert film is not None
    assert film.title == wanted


def test_by_title_knows_nothing_else() -> None:
    assert CATALOGUE.by_title("없는 영화") is None
    assert CATALOGUE.by_title("") is None
    assert CATALOGUE.by_id("nope") is None


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("인셉션같은거", ["인셉션"]),
        ("기생충 같은 영화", ["기생충"]),
        ("수상한 그녀랑 과속스캔들 재밌었어", ["수상한 그녀", "과속스캔들"]),
        ("괴물 같은 영화", ["괴물"]),
        ("괴물같은 남자", []),
        ("영화 업 봤어", ["업"]),
        ("업무가 많아요", []),
        ("'그녀' 봤어", ["그녀"]),
        ("그녀를 봤어", []),
        ("노트북 샀어", []),
        ("소울 같은 거", ["소울"]),
        ("소울메이트 같아", []),
        ("범죄도시 2 봤어", ["범죄도시 2"]),
        ("1987년에 태어났어", []),
        ("once upon a time", []),
        ("I loved the dark knight", ["다크 나이트"]),
        ("라라랜드 라라랜드", ["라라랜드"]),
    ],
)
def test_mentioned(text: str, titles: list[str]) -> None:
    assert [film.title for film in CATALOGUE.mentioned(text)] == titles


@given(st.text(max_size=200))
def test_any_text_is_searched(text: str) -> None:
    found = CATALOGUE.mentioned(text)
    assert len(found) == len(set(found))
    assert CATALOGUE.blanked(text) is not None

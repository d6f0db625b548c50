"""What viewers say of films just shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.movies.catalogue import Catalogue
from core.movies.film import Film
from core.movies.listing import Listing
from core.movies.opinion import Verdict
from core.movies.remarks import read_remarks

FILMS = Catalogue.load()
TITLES = ("인셉션", "그녀", "기생충", "괴물", "라라랜드", "어바웃 타임", "써니", "코코")


def film(title: str) -> Film:
    found = FILMS.by_title(title)
    assert found is not None
    return found


def listing(focus: str = "") -> Listing:
    """Eight films, the first three of them named in chat."""
    return Listing(tuple(map(film, TITLES)), 3, 0.0, film(focus) if focus else None)


SAVED, SEEN, LIKED, DISLIKED, CHOSEN = (
    Verdict.SAVED, Verdict.SEEN, Verdict.LIKED, Verdict.DISLIKED, Verdict.CHOSEN,
)  # fmt: skip
REMARKS: dict[str, list[tuple[str, Verdict | None]]] = {
    "이거 찜": [("인셉션", SAVED)],
    "찜": [("인셉션", SAVED)],
    "찜해줘": [("인셉션", SAVED)],
    "두 번째 거 찜": [("그녀", SAVED)],
    "둘째 거 찜할래요": [("그녀", SAVED)],
    "2번 찜할게": [("그녀", SAVED)],
    "1번이랑 3번 찜": [("인셉션", SAVED), ("기생충", SAVED)],
    "다섯 번째 저장해줘": [("라라랜드", SAVED)],
    "써니 찜": [("써니", SAVED)],
    "어바웃타임 찜!": [("어바웃 타임", SAVED)],
    "기생충이랑 써니 찜해줘": [("기생충", SAVED), ("써니", SAVED)],
    "이거 찜 취소해줘": [("인셉션", None)],
    "두 번째 찜 빼줘": [("그녀", None)],
    "그거 봤어": [("인셉션", SEEN)],
    "봤어": [("인셉션", SEEN)],
    "이미 봤어요": [("인셉션", SEEN)],
    "그녀 봤어": [("그녀", SEEN)],
    "다 봤어": [("인셉션", SEEN), ("그녀", SEEN), ("기생충", SEEN)],
    "첫 번째, 두 번째 다 봤어": [("인셉션", SEEN), ("그녀", SEEN)],
    "기생충은 봤고 괴물은 안 봤어": [("기생충", SEEN)],
    "첫 번째는 봤는데 좋았어": [("인셉션", LIKED)],
    "첫번째는 봤는데 좋았고 두번째는 별로": [("인셉션", LIKED), ("그녀", DISLIKED)],
    "좋았어 첫 번째": [("인셉션", LIKED)],
    "봤는데 좋았어": [("인셉션", LIKED)],
    "라라랜드는 내 인생영화야": [("라라랜드", LIKED)],
    "타이타닉 봤는데 좋았어": [("타이타닉", LIKED)],
    "별로": [("인셉션", DISLIKED), ("그녀", DISLIKED), ("기생충", DISLIKED)],
    "별로야": [("인셉션", DISLIKED), ("그녀", DISLIKED), ("기생충", DISLIKED)],
    "노잼이네": [("인셉션", DISLIKED), ("그녀", DISLIKED), ("기생충", DISLIKED)],
    "봤는데 재미없었어": [("인셉션", DISLIKED)],
    "별로였어 두 번째는": [("그녀", DISLIKED)],
    "마지막 거 볼게": [("기생충", CHOSEN)],
    "이걸로 볼래": [("인셉션", CHOSEN)],
    "3번 재밌겠다": [("기생충", CHOSEN)],
    # No remarks.
    "다른 거": [],
    "그거 말고 다른 거": [],
    "이거 봤어?": [],
    "이거 재밌어?": [],
    "두 번째 거 무슨 내용이야?": [],
    "좋았어": [],
    "아직 안 봤어": [],
    "두 번 봤어": [],
    "그녀가 날 떠났어": [],
    "오늘 갈비찜 먹었어": [],
    "봤는데 답이 없어요": [],
    "별로 안 친한 사람이야": [],
    "남친이 내 카톡 두 번째로 봤어": [],
    "어제 그 사람이랑 그거 봤어": [],
    "남친이랑 인셉션 봤는데 싸웠어": [],
}


@pytest.mark.parametrize("text", REMARKS)
def test_remarks(text: str) -> None:
    found = read_remarks(text, listing(), FILMS)
    assert [(f.title, r.verdict) for r in found for f in r.films] == REMARKS[text]


def test_a_film_that_was_spoken_of_is_meant() -> None:
    for text in ("이거 찜", "봤어", "별로야"):
        (remark,) = read_remarks(text, listing("써니"), FILMS)
        assert [film.title for film in remark.films] == ["써니"]


def test_a_save_taken_back_without_a_name_is_the_newest() -> None:
    (remark,) = read_remarks("찜 취소", listing(), FILMS)
    assert (remark.films, remark.verdict) == ((), None)


@given(
    st.text(
        alphabet="첫두세 번째거봤어좋았별로찜이그다전부?,12345678인셉션\ue000\uf8ff취소",
        max_size=90,
    )
)
def test_no_text_names_films_that_are_neither_shown_nor_written(text: str) -> None:
    for remark in read_remarks(text, listing(), FILMS):
        assert {film.title for film in remark.films} <= {*TITLES}
    for remark in read_remarks(text, None, FILMS):
        assert all(film in FILMS.mentioned(text) for film in remark.films)

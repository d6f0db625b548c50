"""Film cards as the room's page is told them."""

from adapters.room import frames
from core.replies import FilmCard, FilmLink


def test_a_card_is_told_with_whose_data_it_shows() -> None:
    card = FilmCard(
        id="a", title="봄비", year=2020, genres=("Romance",), rating="12", score=1.0, why="따뜻해요",
        providers=(FilmLink("티빙", "https://www.themoviedb.org/movie/1/watch"),),
        poster="https://image.tmdb.org/t/p/w342/a.jpg", credit="시청 정보: JustWatch",
    )  # fmt: skip
    assert frames.film(card) == {
        "title": "봄비",
        "year": 2020,
        "genres": ["로맨스"],
        "rating": "12",
        "why": "따뜻해요",
        "providers": [{"name": "티빙", "url": "https://www.themoviedb.org/movie/1/watch"}],
        "poster": "https://image.tmdb.org/t/p/w342/a.jpg",
        "credit": "시청 정보: JustWatch",
    }

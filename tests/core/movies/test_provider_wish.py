"""Films of the service that was asked for, as far as anybody knows."""

from core.movies.catalogue import Catalogue
from core.movies.film import Access, Film, Offer
from core.movies.rank import Pick, Recommender, Request
from core.movies.wish import read_wish

HAS, HAS_NOT, UNKNOWN = "netflix", "wavve", ""


def film(place: int, service: str, genre: str = "Romance", access: Access = "flatrate") -> Film:
    offers = (Offer(service, access),) if service else ()
    # The best known films are not the ones asked for.
    return Film(
        f"f{place}", f"영화 제목 {place}", genres=(genre,), votes=100_000 - place, vote_average=7.0,
        offers=offers, watch_url="https://www.themoviedb.org/movie/1/watch" if offers else "",
    )  # fmt: skip


def picks(films: list[Film], text: str, k: int = 4) -> tuple[Pick, ...]:
    catalogue = Catalogue(films)
    wish = read_wish(text, catalogue)
    return Recommender(catalogue).recommend(Request(text, wish, max_rating="any", k=k))


def test_where_enough_are_known_to_be_there_only_those_are_shown() -> None:
    films = [film(place, HAS_NOT if place < 900 else HAS) for place in range(910)]
    found = picks(films, "넷플릭스에 있는 거 추천해줘", 8)
    assert {pick.film.offers[0].service for pick in found} == {HAS}
    assert {pick.providers[0].name for pick in found} == {"넷플릭스"}
    assert all("넷플릭스" in pick.why for pick in found)


def test_a_film_that_can_only_be_rented_there_counts_and_says_so() -> None:
    films = [film(place, HAS, access="rent") for place in range(6)]
    assert {pick.providers[0].name for pick in picks(films, "넷플릭스에 있는 거")} == {
        "넷플릭스 (대여)"
    }


def test_where_few_are_there_they_lead_then_those_nobody_knows_of() -> None:
    films = [film(place, HAS_NOT) for place in range(900)]
    films += [film(900, UNKNOWN), film(901, HAS), film(902, UNKNOWN), film(903, HAS)]
    found = picks(films, "넷플릭스에 있는 거 추천해줘", 5)
    services = [pick.film.offers[0].service if pick.film.offers else UNKNOWN for pick in found]
    assert services[:2] == [HAS, HAS]
    assert all(
        ("볼 수 있" in pick.why or "올라와" in pick.why or "만날 수" in pick.why)
        == (service == HAS)
        for pick, service in zip(found, services, strict=True)
    )


def test_where_nothing_is_known_nothing_is_claimed() -> None:
    for pick in picks([film(place, UNKNOWN) for place in range(30)], "넷플릭스에 있는 거"):
        assert {provider.kind for provider in pick.providers} == {"search"}
        assert not any(claim in pick.why for claim in ("볼 수 있", "올라와", "만날 수", "없는"))


def test_a_wish_few_films_meet_finds_them_however_little_known() -> None:
    films = [film(place, UNKNOWN, "Drama") for place in range(3000)]
    films += [film(3000 + place, UNKNOWN, "Western") for place in range(3)]
    found = picks(films, "서부극 추천해줘", 5)
    assert [pick.film.genres for pick in found[:3]] == [("Western",)] * 3

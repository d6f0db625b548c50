"""What a local TMDB writes: films of our own in the documented shape.

Shapes after https://developer.themoviedb.org/reference/movie-details.
"""

from typing import Any

Shape = dict[str, Any]

INVALID_KEY = {
    "status_code": 7,
    "status_message": "Invalid API key: You must be granted a valid key.",
    "success": False,
}
NOT_FOUND = {
    "success": False,
    "status_code": 34,
    "status_message": "The resource you requested could not be found.",
}
TOO_MANY = {
    "status_code": 25,
    "status_message": "Your request count (41) is over the allowed limit of (40).",
}

# (id, name) as Korea's list gives them: not the ids that other lists know.
SERVICES = (
    (8, "Netflix"),
    (1796, "Netflix Standard with Ads"),
    (337, "Disney Plus"),
    (356, "wavve"),
    (97, "Watcha"),
    (1883, "TVING"),
    (1881, "Coupang Play"),
    (119, "Amazon Prime Video"),
    (3, "Google Play Movies"),
)
_GENRES = ((18, "드라마"), (10749, "로맨스"), (35, "코미디"), (53, "스릴러"), (16, "애니메이션"))
_PLACES = ("서울", "바다", "골목", "옥상", "정류장", "기차역", "온실", "다락방", "등대", "빵집")
_THINGS = ("편지", "고양이", "라디오", "여름", "첫눈", "우산", "노래", "약속", "비밀", "안부")
_KEYWORDS = ("first love", "friendship", "time travel", "revenge", "cooking", "small town")
_RATINGS = ("ALL", "12", "15", "18", "")


def film(id: int, **changes: Any) -> Shape:
    """A film that does not exist, with everything that is asked to come with it."""
    place, thing = _PLACES[id % 10], _THINGS[id // 10 % 10]
    genres = [_GENRES[id % 5], _GENRES[(id // 5 + 1) % 5]]
    return {
        "adult": False,
        "belongs_to_collection": None,
        "genres": [{"id": number, "name": name} for number, name in dict.fromkeys(genres)],
        "id": id,
        "origin_country": ["KR"],
        "original_language": "ko",
        "original_title": f"{place}의 {thing} {id}",
        "overview": f"{place}에서 {thing} 하나를 주운 사람이 잃어버린 주인을 찾아 나섭니다.",
        "popularity": 10.0,
        "poster_path": f"/poster{id}.jpg",
        "production_countries": [{"iso_3166_1": "KR", "name": "South Korea"}],
        "release_date": f"{1990 + id % 35}-05-17",
        "runtime": 90 + id % 50,
        "status": "Released",
        "title": f"{place}의 {thing} {id}",
        "video": False,
        "vote_average": 6.0 + id % 4,
        "vote_count": 1000 - id % 900,
        "keywords": {"keywords": [{"id": id % 6, "name": _KEYWORDS[id % 6]}]},
        "credits": {
            "cast": [{"id": 1, "name": f"배우{id % 7}", "order": 0, "character": "주인"}],
            "crew": [
                {"id": 2, "name": f"촬영{id % 9}", "job": "Director of Photography"},
                {"id": 3, "name": f"감독{id % 30}", "job": "Director"},
            ],
        },
        "release_dates": {
            "results": [
                {"iso_3166_1": "US", "release_dates": [released("PG-13", 3)]},
                {"iso_3166_1": "KR", "release_dates": [released(_RATINGS[id % 5], 3)]},
            ]
        },
        "watch/providers": {"results": {"KR": watch(id, flatrate=[SERVICES[id % 9]])}},
        "recommendations": listed([{"id": id + 1, "adult": False}]),
        "similar": listed([{"id": id + 2, "adult": False}]),
    } | changes


def released(certification: str, type: int) -> Shape:
    return {
        "certification": certification,
        "descriptors": [],
        "iso_639_1": "",
        "note": "",
        "release_date": "2020-05-17T00:00:00.000Z",
        "type": type,
    }


def watch(id: int, **services: list[tuple[int, str]]) -> Shape:
    """Where to watch in one country; JustWatch's data, by TMDB's page of it."""
    found = {
        access: [
            {"logo_path": "/l.jpg", "provider_id": n, "provider_name": name, "display_priority": n}
            for n, name in some
        ]
        for access, some in services.items()
    }
    return {"link": f"https://www.themoviedb.org/movie/{id}/watch?locale=KR", **found}


def listed(results: list[Shape], page: int = 1, pages: int = 1, total: int | None = None) -> Shape:
    count = len(results) if total is None else total
    return {"page": page, "results": results, "total_pages": pages, "total_results": count}

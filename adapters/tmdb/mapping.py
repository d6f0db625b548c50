"""TMDB's answer about a film → a Film, with nothing in it that could do harm."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import urlsplit

import yaml

from adapters.tmdb.shapes import AllReleases, Details, Watch
from core.movies.exclusions import cautions_of
from core.movies.film import Access, Caution, Film, Offer, Rating
from core.movies.providers import service

POSTER = "w342"


def film(about: Details, services: Mapping[int, str], image_url: str) -> Film | None:
    """The film; None for an adult one and one without a title.

    `services` are the names of Korea's providers by id: a name is what identifies a service.
    """
    title = _line(about.title, LONGEST_TITLE)
    if about.adult or not title:
        return None
    keywords = [_line(word.name, LONGEST_NAME).casefold() for word in about.keywords.keywords]
    korean = _korean()
    watch = about.watch_providers.results.get("KR", Watch())
    link = _watch_url(watch.link)
    return Film(
        id=f"tmdb:{about.id}",
        tmdb_id=about.id,
        title=title,
        original_title=_line(about.original_title, LONGEST_TITLE),
        year=_year(about.release_date),
        genres=_unique(GENRES[genre.id] for genre in about.genres if genre.id in GENRES),
        directors=_names(one.name for one in about.credits.crew if one.job == "Director")[:MOST_DIRECTORS],
        cast=_names(one.name for one in about.credits.cast)[:MOST_CAST],
        keywords=_unique(korean["keywords"].get(word, word) for word in keywords)[:MOST_KEYWORDS],
        moods=_unique(korean["moods"].get(word, "") for word in keywords),
        cautions=_cautions(keywords),
        overview=_line(about.overview, LONGEST_OVERVIEW),
        runtime=about.runtime if about.runtime and 0 < about.runtime <= LONGEST_FILM else None,
        rating=rating(about.release_dates),
        country=_country(about),
        votes=max(0, about.vote_count or 0),
        vote_average=min(max(0.0, about.vote_average or 0.0), 10.0),
        collection=_line(about.belongs_to_collection.name, LONGEST_TITLE)
        if about.belongs_to_collection
        else "",
        poster=_poster(about.poster_path, image_url),
        offers=_offers(watch, services) if link else (),
        watch_url=link,
        related=_related(about),
    )  # fmt: skip


def rating(releases: AllReleases) -> Rating:
    """The Korean rating: the strictest of those for cinemas, else of the others; "" for none."""
    korean = [
        release
        for country in releases.results
        if country.iso_3166_1 == "KR"
        for release in country.release_dates
    ]
    for some in ([one for one in korean if one.type in IN_CINEMAS], korean):
        known = {RATINGS.get(_line(one.certification, 40).casefold(), "") for one in some} - {""}
        if known:
            return max(known, key=STRICTNESS.index)
    return ""


def _cautions(keywords: list[str]) -> tuple[Caution, ...]:
    """What the English keywords give away: translated, some no longer would."""
    given_away = cautions_of(Film(id="", title="", keywords=tuple(keywords)))
    told = {_korean()["cautions"].get(word, "") for word in keywords}
    return tuple(caution for caution in get_args(Caution) if caution in given_away | told)


def _offers(watch: Watch, services: Mapping[int, str]) -> tuple[Offer, ...]:
    found = []
    for access in get_args(Access):
        for one in getattr(watch, access):
            name = _line(services.get(one.provider_id, one.provider_name), LONGEST_NAME)
            if name:
                found.append(Offer(service(name), access))
    return tuple(dict.fromkeys(found))


def _related(about: Details) -> tuple[int, ...]:
    listed = (*about.recommendations.results, *about.similar.results)
    ids = dict.fromkeys(one.id for one in listed if not one.adult and one.id != about.id)
    return tuple(ids)[:MOST_RELATED]


def _watch_url(link: str) -> str:
    """TMDB's own page or nothing: it is shown as a button to thousands."""
    try:
        address = urlsplit(link)
    except ValueError:
        return ""
    ours = address.scheme == "https" and address.netloc == "www.themoviedb.org"
    return link if ours and link.isascii() and link.isprintable() and len(link) <= 300 else ""


def _poster(path: str | None, image_url: str) -> str:
    return f"{image_url.rstrip('/')}/{POSTER}{path}" if path and _PICTURE.fullmatch(path) else ""


def _country(about: Details) -> str:
    made_in = [*about.origin_country, *(one.iso_3166_1 for one in about.production_countries)]
    return next((code for code in made_in if _COUNTRY.fullmatch(code)), "")


def _year(date: str | None) -> int | None:
    found = _DATE.match(date or "")
    return int(found[1]) if found else None


def _names(names: Iterable[str | None]) -> tuple[str, ...]:
    return _unique(_line(name, LONGEST_NAME) for name in names)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _line(text: str | None, longest: int) -> str:
    """One line of visible signs: anybody may edit TMDB, and titles are said in chats."""
    kept = (sign for sign in text or "" if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join("".join(kept).split())[:longest].rstrip()


@cache
def _korean() -> Mapping[str, Mapping[str, str]]:
    with (Path(__file__).parent / "korean.yaml").open(encoding="utf-8") as file:
        table: dict[str, Any] = yaml.safe_load(file)
    return {
        part: {word: spoken for spoken, words in table[part].items() for word in words}
        for part in ("keywords", "moods", "cautions")
    }


LONGEST_TITLE, LONGEST_NAME, LONGEST_OVERVIEW, LONGEST_FILM = 120, 60, 600, 1000
MOST_DIRECTORS, MOST_CAST, MOST_KEYWORDS, MOST_RELATED = 3, 8, 30, 20
# TMDB's release types: 2 limited, 3 theatrical.
IN_CINEMAS: Final = (2, 3)
STRICTNESS: Final[tuple[Rating, ...]] = ("ALL", "12", "15", "19")
RATINGS: Final[Mapping[str, Rating]] = {
    "all": "ALL",
    "0": "ALL",
    "전체": "ALL",
    "전체관람가": "ALL",
    "전체 관람가": "ALL",
    "12": "12",
    "12세": "12",
    "12세관람가": "12",
    "12세이상관람가": "12",
    "15": "15",
    "15세": "15",
    "15세관람가": "15",
    "15세이상관람가": "15",
    "18": "19",
    "18세": "19",
    "18세관람가": "19",
    "19": "19",
    "19+": "19",
    "청불": "19",
    "청소년관람불가": "19",
    "청소년 관람불가": "19",
    "restricted screening": "19",
    "제한상영가": "19",
}
# TMDB's ids are the same in every language, its names are not.
GENRES: Final[Mapping[int, str]] = {
    28: "Action",
    12: "Adventure",
    16: "Animation",
    35: "Comedy",
    80: "Crime",
    99: "Documentary",
    18: "Drama",
    10751: "Family",
    14: "Fantasy",
    36: "History",
    27: "Horror",
    10402: "Music",
    9648: "Mystery",
    10749: "Romance",
    878: "Science Fiction",
    10770: "TV Movie",
    53: "Thriller",
    10752: "War",
    37: "Western",
}
_PICTURE: Final = re.compile(r"/[0-9A-Za-z_-]{1,60}\.(?:jpg|jpeg|png|webp)")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_DATE: Final = re.compile(r"((?:18|19|20|21)\d{2})-\d{2}-\d{2}")

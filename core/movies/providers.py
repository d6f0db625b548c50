"""Where to watch a film: the services known to have it, or links that search for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote_plus

import yaml

from core.movies.film import Access, Film, Offer

ProviderName = Literal["netflix", "tving", "wavve", "watcha", "coupangplay", "disneyplus"]
# What JustWatch and TMDB ask to stand wherever their data are shown.
JUSTWATCH: Final = "시청 정보: JustWatch"
TMDB: Final = "This product uses the TMDB API but is not endorsed or certified by TMDB."


@dataclass(frozen=True, slots=True)
class Provider:
    """A link to a service, `name` as viewers read it.

    `kind` says what the link is: "search" opens the service's own search for the
    title and promises nothing, "watch" opens TMDB's list of where the film can be seen
    (JustWatch's data), `name` being a service on it where one is known.
    """

    name: str
    url: str
    kind: Literal["search", "watch"] = "search"


@lru_cache(maxsize=512)
def where_to_watch(film: Film, first: ProviderName | None = None) -> tuple[Provider, ...]:
    """The services that have `film`, `first` ahead of the others; where nothing is known,
    a link for each service that can be searched by URL.

    Disney+ has no such address: it is the film's TMDB page, and missing without an id.
    """
    if film.offers and film.watch_url:
        offers = sorted(
            _best(film.offers), key=lambda offer: (offer.service != first, _rank(offer))
        )
        return tuple(Provider(_offered(offer), film.watch_url, "watch") for offer in offers)
    names = sorted(_searchable(), key=lambda name: name != first)
    links = [_link(film, name) for name in names]
    return tuple(link for link in links if link is not None)


def has(film: Film, name: ProviderName) -> bool | None:
    """Whether the service has `film`; None when that is not known."""
    return any(offer.service == name for offer in film.offers) if film.offers else None


def credit(film: Film, providers: Sequence[Provider]) -> str:
    """What must stand beside `film` when it is shown with `providers`; "" for what is ours alone."""
    watched = any(provider.kind == "watch" for provider in providers)
    if film.offers or film.poster:
        return f"{JUSTWATCH} · {TMDB}" if watched else TMDB
    return JUSTWATCH if watched else ""


def shown_name(name: str) -> str:
    """How viewers read the service's name."""
    row = _table().get(name)
    return row["name"] if row else name


def service(tmdb_name: str) -> str:
    """The row of TMDB's `tmdb_name`, or the name itself when there is none."""
    return _services().get(tmdb_name.casefold(), tmdb_name)


def _best(offers: Sequence[Offer]) -> Sequence[Offer]:
    """Each service once, with the cheapest way to watch there."""
    best: dict[str, Offer] = {}
    for offer in sorted(offers, key=lambda offer: ACCESS[offer.access][0]):
        best.setdefault(offer.service, offer)
    return tuple(best.values())


def _rank(offer: Offer) -> tuple[int, int]:
    names = list(_table())
    place = names.index(offer.service) if offer.service in names else len(names)
    return ACCESS[offer.access][0], place


def _offered(offer: Offer) -> str:
    note = ACCESS[offer.access][1]
    return f"{shown_name(offer.service)} ({note})" if note else shown_name(offer.service)


def _link(film: Film, name: str) -> Provider | None:
    row = _table()[name]
    if row["kind"] == "watch":
        if film.tmdb_id is None:
            return None
        return Provider(row["name"], row["url"].format(tmdb_id=film.tmdb_id), "watch")
    return Provider(row["name"], row["url"].format(title=quote_plus(film.title)))


@cache
def _searchable() -> tuple[str, ...]:
    return tuple(name for name, row in _table().items() if "kind" in row)


@cache
def _services() -> Mapping[str, str]:
    rows = _table().items()
    return {spelt.casefold(): name for name, row in rows for spelt in row["tmdb"]}


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    with _TABLE.open(encoding="utf-8") as file:
        table: dict[str, dict[str, Any]] = yaml.safe_load(file)
    return table


_TABLE: Final = Path(__file__).parent / "data" / "providers.yaml"
# Cheapest first, and what is said of it.
ACCESS: Final[Mapping[Access, tuple[int, str]]] = {
    "flatrate": (0, ""),
    "free": (1, "무료"),
    "ads": (2, "광고 포함"),
    "rent": (3, "대여"),
    "buy": (4, "구매"),
}

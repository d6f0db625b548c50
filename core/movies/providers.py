"""Where to look a film up: links that search, since availability is unknown offline."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote_plus

import yaml

from core.movies.film import Film

ProviderName = Literal["netflix", "tving", "wavve", "watcha", "coupangplay", "disneyplus"]


@dataclass(frozen=True, slots=True)
class Provider:
    """A link to a service, `name` as viewers read it.

    `kind` says what the link is: "search" opens the service's own search for the
    title, "watch" opens TMDB's list of where it can be seen (JustWatch's data).
    Neither says that the film is available there.
    """

    name: str
    url: str
    kind: Literal["search", "watch"] = "search"


@lru_cache(maxsize=4096)
def search_links(film: Film, first: ProviderName | None = None) -> tuple[Provider, ...]:
    """A link for each service that can be searched by URL, `first` ahead of the others.

    Disney+ has no such address: it is the film's TMDB page, and missing without an id.
    """
    names = sorted(_templates(), key=lambda name: name != first)
    links = [_link(film, name) for name in names]
    return tuple(link for link in links if link is not None)


def shown_name(name: ProviderName) -> str:
    """How viewers read the service's name."""
    return _templates()[name]["name"]


def _link(film: Film, name: str) -> Provider | None:
    row = _templates()[name]
    if row["kind"] == "watch":
        if film.tmdb_id is None:
            return None
        return Provider(row["name"], row["url"].format(tmdb_id=film.tmdb_id), "watch")
    return Provider(row["name"], row["url"].format(title=quote_plus(film.title)))


@cache
def _templates() -> Mapping[str, Mapping[str, str]]:
    with _TABLE.open(encoding="utf-8") as file:
        table: dict[str, dict[str, str]] = yaml.safe_load(file)
    return table


_TABLE: Final = Path(__file__).parent / "data" / "providers.yaml"

"""The films we wrote ourselves and those TMDB told, as one catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from core.movies.film import Film
from core.movies.titles import plain


def merged(own: Iterable[Film], synced: Iterable[Film]) -> tuple[Film, ...]:
    """Our films first, then the others.

    Of a film that both have, our words and facts stay; from TMDB come what we do not
    write (picture, votes, services, related films) and facts that we left out.
    """
    own = tuple(own)
    known = {film.tmdb_id for film in own}
    others: dict[int | None, Film] = {film.tmdb_id: film for film in synced if film.tmdb_id}
    namesakes = _by_title(film for film in others.values() if film.tmdb_id not in known)
    films = []
    for film in own:
        match = others.get(film.tmdb_id) or _namesake(film, namesakes)
        # Two of ours may share title and year: only one of them is the film.
        if match is not None and others.pop(match.tmdb_id, None) is not None:
            film = _filled(film, match)
        films.append(film)
    return (*films, *others.values())


def _filled(own: Film, told: Film) -> Film:
    return replace(
        own,
        tmdb_id=told.tmdb_id,
        poster=told.poster,
        votes=told.votes,
        vote_average=told.vote_average,
        offers=told.offers,
        watch_url=told.watch_url,
        related=told.related,
        rating=own.rating or told.rating,
        runtime=own.runtime or told.runtime,
        collection=own.collection or told.collection,
        country=own.country or told.country,
    )


def _by_title(films: Iterable[Film]) -> Mapping[str, list[Film]]:
    known: dict[str, list[Film]] = {}
    for film in films:
        for title in {plain(film.title), plain(film.original_title)} - {""}:
            known.setdefault(title, []).append(film)
    return known


def _namesake(own: Film, known: Mapping[str, list[Film]]) -> Film | None:
    """The film of the same title and year; years of first releases differ by one at times."""
    if own.tmdb_id is not None or own.year is None:
        return None
    found = (*known.get(plain(own.title), ()), *known.get(plain(own.original_title), ()))
    near = [film for film in found if film.year and abs(film.year - own.year) <= _YEARS]
    return min(near, key=lambda film: (film.year != own.year, -film.votes), default=None)


_YEARS: Final = 1

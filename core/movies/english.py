"""A film in English, for viewers who write it: its title, and what it is."""

from core.movies.film import Film

_GENRES = 2


def english_title(film: Film) -> str:
    """The original title where it is in Latin letters, else the Korean one."""
    title = film.original_title
    return title if title.isascii() and title else film.title


def english_reason(film: Film) -> str:
    """What kind of film it is and whence, such as "a comedy and drama from 2014"."""
    genres = " and ".join(genre.lower() for genre in film.genres[:_GENRES]) or "film"
    year = f" from {film.year}" if film.year else ""
    return f"{'an' if genres[0] in 'aeiou' else 'a'} {genres}{year}"

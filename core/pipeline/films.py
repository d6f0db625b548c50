"""Films as they are put into words and cards."""

from collections.abc import Sequence

from core.korean import particle
from core.movies.english import english_reason, english_title
from core.movies.film import Film
from core.movies.providers import credit
from core.movies.rank import Pick
from core.movies.voice import voiced
from core.persona import Register
from core.replies import FilmCard, FilmLink

TITLES_IN_CHAT = 3


# Whence posters come; pages' content policy names the same host.
POSTER_HOST = "image.tmdb.org"


def card(
    pick: Pick, register: Register = Register.HAEYO, poster: bool = True, english: bool = False
) -> FilmCard:
    """The card shown for `pick`, its reason in a persona's `register` or in English, its
    `poster` if wanted."""
    film = pick.film
    return FilmCard(
        id=film.id,
        title=english_title(film) if english else film.title,
        year=film.year,
        genres=film.genres,
        rating=film.rating,
        score=pick.score,
        why=english_reason(film) if english else voiced(pick.why, register),
        providers=tuple(FilmLink(p.name, p.url) for p in pick.providers),
        poster=film.poster if poster else "",
        credit=credit(film, pick.providers),
    )


def chat_line(lead: str, cards: tuple[FilmCard, ...], limit: int) -> str:
    """`lead` and as many titles as fit into `limit` characters, three at most."""
    text = lead
    for number, film in enumerate(cards[:TITLES_IN_CHAT]):
        title = f"{' ' if number == 0 else ', '}〈{film.title}〉"
        if len(text) + len(title) > limit:
            break
        text += title
    return text


def named(cards: tuple[FilmCard, ...], text: str) -> int:
    """How many of the first `cards` are named in a chat line."""
    return sum(f"〈{film.title}〉" in text for film in cards[:TITLES_IN_CHAT])


def reasoned(text: str, cards: tuple[FilmCard, ...], limit: int, english: bool = False) -> str:
    """`text` and why the first film, where that fits into `limit` characters."""
    first = cards[0]
    why = f"{text}. 〈{first.title}〉{_is(first.title, english)} {first.why.rstrip('.')}."
    return why if len(why) <= limit else text


def spoken(lead: str, cards: tuple[FilmCard, ...], limit: int, english: bool = False) -> str:
    """`lead`, three titles and, where it fits into `limit` characters, why the first."""
    titles = [film.title for film in cards[:TITLES_IN_CHAT]]
    text = f"{lead} {', '.join(titles)}."
    why = f"{text} {titles[0]}{_is(titles[0], english)} {cards[0].why.rstrip('.')}."
    return why if len(why) <= limit else text


def _is(title: str, english: bool) -> str:
    """What joins a title to what is said of it."""
    return " is" if english else particle(title, "은", "는")


def quoted(films: Sequence[Film]) -> str:
    """Titles as they stand in a line: three at most."""
    return ", ".join(f"〈{film.title}〉" for film in films[:TITLES_IN_CHAT])

"""Films as they are put into words and cards."""

from collections.abc import Sequence

from core.korean import particle
from core.movies.film import Film
from core.movies.providers import credit
from core.movies.rank import Pick
from core.movies.voice import voiced
from core.persona import Register
from core.replies import FilmCard, FilmLink

TITLES_IN_CHAT = 3


def card(pick: Pick, register: Register = Register.HAEYO) -> FilmCard:
    """The card shown for `pick`, its reason in a persona's `register`."""
    film = pick.film
    return FilmCard(
        id=film.id,
        title=film.title,
        year=film.year,
        genres=film.genres,
        rating=film.rating,
        score=pick.score,
        why=voiced(pick.why, register),
        providers=tuple(FilmLink(p.name, p.url) for p in pick.providers),
        poster=film.poster,
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


def reasoned(text: str, cards: tuple[FilmCard, ...], limit: int) -> str:
    """`text` and why the first film, where that fits into `limit` characters."""
    first = cards[0]
    why = f"{text}. 〈{first.title}〉{particle(first.title, '은', '는')} {first.why.rstrip('.')}."
    return why if len(why) <= limit else text


def spoken(lead: str, cards: tuple[FilmCard, ...], limit: int) -> str:
    """`lead`, three titles and, where it fits into `limit` characters, why the first."""
    titles = [film.title for film in cards[:TITLES_IN_CHAT]]
    text = f"{lead} {', '.join(titles)}."
    why = f"{text} {titles[0]}{particle(titles[0], '은', '는')} {cards[0].why.rstrip('.')}."
    return why if len(why) <= limit else text


def quoted(films: Sequence[Film]) -> str:
    """Titles as they stand in a line: three at most."""
    return ", ".join(f"〈{film.title}〉" for film in films[:TITLES_IN_CHAT])

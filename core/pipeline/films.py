"""Films as they are put into words and cards."""

from core.bank import Line
from core.movies.rank import Pick
from core.replies import FilmCard, FilmLink

TITLES_IN_CHAT = 3


def card(pick: Pick) -> FilmCard:
    """The card shown for `pick`."""
    film = pick.film
    return FilmCard(
        id=film.id,
        title=film.title,
        year=film.year,
        genres=film.genres,
        rating=film.rating,
        score=pick.score,
        why=pick.why,
        providers=tuple(FilmLink(p.name, p.url) for p in pick.providers),
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


def spoken(lead: str, cards: tuple[FilmCard, ...]) -> str:
    """`lead` and three titles; reasons stand on the cards, in a register of their own."""
    return f"{lead} {', '.join(film.title for film in cards[:TITLES_IN_CHAT])}."


def lead_line(lines: tuple[Line, ...], seed: int) -> str:
    """One of the persona's lead-ins."""
    return lines[seed % len(lines)].chat

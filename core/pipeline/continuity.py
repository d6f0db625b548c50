"""What an engine remembers of an answer, for the processes that may have to go on from there."""

from collections import deque
from dataclasses import fields

from msgspec import Struct

from core.labels import Emotion
from core.movies.catalogue import Catalogue
from core.movies.listing import Listing
from core.party import Party, party
from core.persona import Manner
from core.pipeline.dialogue import EXCHANGES, Asked, Dialogue, Dialogues
from core.pipeline.film_corner import FilmCorner
from core.turns import Turn

# Of the lines said in a channel, those that are told; a persona does not say one again soon.
LINES = 4


class Going(Struct, frozen=True, kw_only=True):
    """A dialogue, as Dialogue has it."""

    persona: str | None
    exchanges: tuple[tuple[str, str], ...]
    at: float
    talks: int
    emotion: Emotion
    offered: bool
    closed: bool
    open: bool
    favourite: bool
    asked_favourite: bool
    asked: Asked | None
    manner: Manner
    began: float
    recalled: bool


class Films(Struct, frozen=True):
    """What was shown last, by ids."""

    ids: tuple[str, ...]
    named: int
    at: float
    focus: str | None


class Remembered(Struct, frozen=True, kw_only=True):
    party: Party
    dialogue: Going
    films: Films | None
    said: tuple[str, ...]
    spoke: str | None


class Continuity:
    """Tells what one engine remembers, and remembers what another told."""

    def __init__(self, dialogues: Dialogues, corner: FilmCorner) -> None:
        self._dialogues = dialogues
        self._corner = corner

    def after(self, turn: Turn) -> Remembered | None:
        """What the answer to `turn` left; None when that was nothing."""
        whom = party(turn)
        dialogue = self._dialogues.find(whom, turn.at)
        if dialogue is None:
            return None
        values = {field.name: getattr(dialogue, field.name) for field in fields(Dialogue)}
        listing = self._corner.listings.of(whom, turn.at)
        return Remembered(
            party=whom,
            dialogue=Going(**values | {"exchanges": tuple(dialogue.exchanges)}),
            films=_films(listing) if listing else None,
            said=self._dialogues.said(turn.channel)[-LINES:],
            spoke=dialogue.persona,
        )

    def remember(self, told: Remembered) -> None:
        """Go on from there, should it come to that."""
        going = told.dialogue
        known = self._dialogues.find(told.party, going.at)
        if known is not None and known.at > going.at:  # it went on here meanwhile
            return
        values = {field.name: getattr(going, field.name) for field in fields(Dialogue)}
        exchanges = deque(going.exchanges, maxlen=EXCHANGES)
        self._dialogues.put(told.party, Dialogue(**values | {"exchanges": exchanges}))
        lately = self._dialogues.said(told.party.channel)
        for source in told.said:
            if source not in lately[-LINES * 4 :]:
                self._dialogues.remember_said(told.party.channel, source)
        if told.spoke is not None:
            self._dialogues.spoke(told.party.channel, told.spoke)
        if told.films is not None:
            self._show(told.party, told.films)

    def _show(self, to: Party, told: Films) -> None:
        catalogue: Catalogue = self._corner.library.catalogue
        films = {film.id: film for id in told.ids if (film := catalogue.by_id(id))}
        known = self._corner.listings.of(to, told.at)
        if known is None or known.at != told.at:
            self._corner.listings.put(to, list(films.values()), told.named, told.at)
        last = self._corner.listings.of(to, told.at)
        if last is not None:
            last.focus = films.get(told.focus or "")


def _films(listing: Listing) -> Films:
    focus = listing.focus.id if listing.focus else None
    return Films(tuple(film.id for film in listing.films), listing.named, listing.at, focus)

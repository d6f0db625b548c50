"""What a line means after what was said before it."""

import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from core.labels import Intent
from core.movies.catalogue import Catalogue
from core.movies.listing import Listing
from core.movies.opinion import Verdict
from core.movies.remarks import Remark, read_remarks
from core.movies.survey import Survey, read_survey
from core.movies.wish import FilmWish, read_constraints
from core.pipeline.dialogue import Asked, Dialogue
from core.understanding.consent import accepts, declines, only_talks, refuses_films, wants_another
from core.understanding.love import about_love
from core.understanding.reading import Reading


class Move(StrEnum):
    """What the viewer does: talks, wants films, wants others than the last, declines an offer,
    or says something about films that were shown."""

    TALK = "talk"
    RECOMMEND = "recommend"
    ANOTHER = "another"
    DECLINE = "decline"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`wish` is what is asked for, merged with the wish it changes; `remarks` come with any
    move. `closes`: no film is to be offered any more."""

    move: Move
    wish: FilmWish
    remarks: tuple[Remark, ...] = ()
    survey: Survey | None = None
    closes: bool = False

    @property
    def films(self) -> bool:
        """Whether films are wanted."""
        return self.move in (Move.RECOMMEND, Move.ANOTHER)


def meaning(
    text: str,
    reading: Reading,
    dialogue: Dialogue,
    last: Listing | None,
    catalogue: Catalogue,
) -> Meaning:
    """What `text` means to a dialogue whose last list of films was `last`."""
    wish = reading.wish or FilmWish()
    survey = read_survey(text)
    if survey is not None:
        return Meaning(Move.RECOMMEND, wish, survey=survey)
    if reading.intent is Intent.INJECTION:
        return Meaning(Move.TALK, wish)
    remarks = _remarks(text, dialogue, last, catalogue)
    if _only_talks(text, reading):
        move = Move.DECLINE if dialogue.open else Move.TALK
        return Meaning(move, wish, remarks, closes=True)
    changed = _changed(text, reading, dialogue, last, catalogue)
    if changed is not None:
        return Meaning(Move.ANOTHER, changed, remarks)
    if reading.intent is Intent.RECOMMEND:
        return Meaning(Move.RECOMMEND, wish, remarks)
    if dialogue.favourite and ((remarks and catalogue.by_title(text)) or _named(remarks, last)):
        liked = tuple(film.title for remark in remarks for film in remark.films)
        return Meaning(Move.ANOTHER, merged(_asked(dialogue), FilmWish(likes=liked)), remarks)
    if remarks:
        again = any(remark.whole for remark in remarks)
        return Meaning(Move.ANOTHER if again else Move.REMARK, _asked(dialogue), remarks)
    if dialogue.open and accepts(text):
        move = Move.RECOMMEND if last is None else Move.ANOTHER
        return Meaning(move, _asked(dialogue) if last else wish)
    if dialogue.open and declines(text):
        return Meaning(Move.DECLINE, wish, closes=last is None)
    return Meaning(Move.TALK, wish, closes=_GRAVE.search(text) is not None)


def read_as(means: Meaning, reading: Reading, dialogue: Dialogue) -> Reading:
    """`reading` with the intent that the dialogue gives it, and, where the line says nothing
    of it, the feeling that films were wanted for."""
    if means.move is Move.TALK:
        return reading
    own = reading.intent is Intent.RECOMMEND and means.move is Move.RECOMMEND
    if means.films and not own:
        felt = dialogue.asked.emotion if dialogue.asked else dialogue.emotion
        reading = replace(reading, emotions=((felt, 1.0), reading.emotions[0]))
    intent = Intent.RECOMMEND if means.films else Intent.SMALLTALK
    return replace(reading, intent=intent, wish=means.wish, situation=None)


def merged(old: FilmWish, new: FilmWish) -> FilmWish:
    """`old` with what `new` says: exclusions add up, anything else takes the old one's place."""
    said = {f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name)}
    refused = tuple(dict.fromkeys((*old.exclusions, *new.exclusions)))
    wish = replace(old, **(said | {"exclusions": refused}))
    return replace(
        wish,
        genres=tuple(genre for genre in wish.genres if genre not in new.exclusions),
        likes=tuple(title for title in wish.likes if title not in new.exclusions),
    )


def _named(remarks: tuple[Remark, ...], last: Listing | None) -> bool:
    """Whether the remarks name favourites: films that were not in the list."""
    listed = last.films if last else ()
    return bool(remarks) and all(
        remark.verdict in (Verdict.LIKED, Verdict.SEEN) and not {*remark.films} & {*listed}
        for remark in remarks
    )


def _remarks(
    text: str, dialogue: Dialogue, last: Listing | None, catalogue: Catalogue
) -> tuple[Remark, ...]:
    """By title also of films that were not shown: where films are the subject, or to save one."""
    found = read_remarks(text, last, catalogue)
    if dialogue.favourite and not found and not about_love(text):
        whole = catalogue.by_title(text)
        liked = (whole,) if whole else catalogue.mentioned(text)
        return (Remark(liked, Verdict.LIKED),) if liked else ()
    if last is not None or dialogue.favourite:
        return found
    return tuple(remark for remark in found if remark.verdict is Verdict.SAVED)


def _only_talks(text: str, reading: Reading) -> bool:
    return refuses_films(text) or (only_talks(text) and reading.intent is not Intent.RECOMMEND)


def _changed(
    text: str, reading: Reading, dialogue: Dialogue, last: Listing | None, catalogue: Catalogue
) -> FilmWish | None:
    """The wish for other films than the last list; None when that is not asked."""
    if last is None:
        return None
    old = _asked(dialogue)
    if wants_another(text) or (accepts(text) and "추천" in text):
        return merged(old, read_constraints(text, catalogue))
    new = read_constraints(text, catalogue)
    if reading.intent is Intent.RECOMMEND and (new.genres or new.likes):
        return None  # a wish of its own
    if len(text) > LONGEST_CHANGE or about_love(text) or not _CHANGES.search(text):
        return None
    return merged(old, new) if new != FilmWish() else None


def _asked(dialogue: Dialogue) -> FilmWish:
    return dialogue.asked.wish if dialogue.asked else FilmWish()


def asked_again(dialogue: Dialogue, text: str, means: Meaning) -> Asked:
    """What is asked for now, `text` being what films are looked for by."""
    old = dialogue.asked
    words = old.text if old and means.move is Move.ANOTHER else text
    felt = old.emotion if old and means.move is Move.ANOTHER else dialogue.emotion
    return Asked(words, means.wish, felt)


LONGEST_CHANGE = 30
_CHANGES = re.compile(
    r"(?:걸로|거로|것으로|쪽으로|느낌으로|영화로|으로|[^대새따바별서]로)\s?(?:요|용|좀|줘|주세요|부탁\S*|골라\S*|추천\S*|보여\S*|해\s?줘\S*)?\W*$"
    r"|^(?:좀|더|조금|훨씬)\s?\S|빼고|빼\s?줘|말고"
)
# What is no matter for a film.
_GRAVE = re.compile(
    r"때리|때렸|때려|맞았|폭력|폭행|스토킹|스토커|협박|감금|위협|성추행|성폭|강간|강제로|몰카|불법\s?촬영|유포|목\s?졸|칼을|신고"
)

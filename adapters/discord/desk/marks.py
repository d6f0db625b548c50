"""Custom ids: what a button, menu or modal does, written so that it works after a restart."""

from dataclasses import dataclass

from core.channels.guilds import Place
from core.labels import Platform

# Changed when what an id says changes its meaning: panels from before are then too old.
VERSION = "l1"
LONGEST = 100
HERE = "h"
_SEPARATOR = "|"
_LETTERS = {Platform.TWITCH: "t", Platform.CHZZK: "c"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One id, taken apart. Whoever sends it may have made it up."""

    action: str
    place: Place
    words: tuple[str, ...] = ()

    def word(self, number: int) -> str:
        """The word at `number`; "" when there is none."""
        return self.words[number] if number < len(self.words) else ""


def mark(action: str, place: Place, *words: str) -> str:
    """An id. Raises ValueError for one that Discord or `read` would not take."""
    written = _SEPARATOR.join((VERSION, action, _code(place), *words))
    if not fits(action, place, *words):
        raise ValueError(f"not a custom id: {action}")
    return written


def fits(action: str, place: Place, *words: str) -> bool:
    """Whether these can be an id."""
    written = (VERSION, action, _code(place), *words)
    return len(_SEPARATOR.join(written)) <= LONGEST and not any(_SEPARATOR in w for w in written)


def read(custom_id: str, here: Place) -> Mark | None:
    """An id taken apart, `here` being the channel that Discord vouches for; None for one that
    is not ours or of another version."""
    version, *rest = custom_id.split(_SEPARATOR)
    if version != VERSION or len(rest) < 2:
        return None
    action, code, *words = rest
    place = here if code == HERE else _place(code)
    return None if place is None else Mark(action, place, tuple(words))


def ours(custom_id: str) -> bool:
    """Whether this or another version of the desk wrote an id."""
    return custom_id[:1] == VERSION[:1] and custom_id[1:2].isdigit()


def _code(place: Place) -> str:
    return HERE if place.platform is Platform.DISCORD else _LETTERS[place.platform] + place.channel


def _place(code: str) -> Place | None:
    platform = next((p for p, letter in _LETTERS.items() if code[:1] == letter), None)
    return Place(platform, code[1:]) if platform and len(code) > 1 else None

"""For whom, where and how fast an answer is wanted, and who hears it as it is written."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.labels import Platform
from core.persona import Manner
from core.turns import Turn

# Characters that are spoken within 15 seconds, 25 for a donor; English letters are said faster.
SPEECH_LIMIT = 170
DONOR_SPEECH_LIMIT = 260
ENGLISH_LONGER = 1.6


def _as_it_is(text: str, limit: int) -> str:
    return text[:limit]


def _nobody(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Occasion:
    """`channel` and `viewer` are ids, for budgets. `chat` and `speech` are the longest a line may
    be, in characters; the first sentence is wanted `within` seconds, all of it in `whole`.

    `fit(text, limit)` is `text` as it may be said there, "" when it may not. `hear` takes each
    sentence that will certainly be spoken, in order, while the rest is still being written; the
    draft's speech then begins with them.
    """

    platform: Platform = Platform.ROOM
    channel: str = ""
    viewer: str = ""
    chat: int = 480
    speech: int = SPEECH_LIMIT
    within: float = 8.0
    whole: float = math.inf
    fit: Callable[[str, int], str] = _as_it_is
    hear: Callable[[str], None] = _nobody


def longest_speech(turn: Turn, manner: Manner) -> int:
    """How many characters may be spoken in answer to `turn`."""
    longest = DONOR_SPEECH_LIMIT if turn.support else SPEECH_LIMIT
    return int(longest * ENGLISH_LONGER) if manner is Manner.ENGLISH else longest

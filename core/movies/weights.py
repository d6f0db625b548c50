"""How much each reason counts; a refit on a channel's own feedback replaces the row."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors of the parts of a score, each part 0 to 1.

    `bent` is what meeting every wish counts for once too few films meet them all; it
    outweighs the rest, so that those which do come first. `chance` lets seeds differ.
    """

    text: float
    cue: float
    taste: float
    mood: float
    prior: float
    company: float
    bent: float
    chance: float


# By hand, on the packaged films; to be fitted on pairs the product may use.
SHIPPED: Final = Weights(
    text=0.5, cue=0.6, taste=1.6, mood=0.9, prior=0.3, company=0.2, bent=3.0, chance=0.15
)

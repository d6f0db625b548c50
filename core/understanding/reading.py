"""What a message was understood to mean."""

from dataclasses import dataclass

from core.labels import Emotion, Intent, Situation
from core.movies.wish import FilmWish


@dataclass(frozen=True, slots=True)
class Prediction:
    """A classifier's probabilities for one text; each mapping sums to 1."""

    intent: dict[Intent, float]
    emotion: dict[Emotion, float]
    situation: dict[Situation | None, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """`emotions` are the two most likely with their probability, best first.

    `situation` is None when no love situation is likely enough to answer as one; `angle` is the
    finer case inside it (`core.understanding.angles`) where the words surely tell one;
    `confidence` is the probability of the best situation, 0 to 1.
    """

    intent: Intent
    emotions: tuple[tuple[Emotion, float], tuple[Emotion, float]]
    situation: Situation | None
    confidence: float
    wish: FilmWish | None
    angle: str | None = None

    @property
    def emotion(self) -> Emotion:
        return self.emotions[0][0]

"""The shipped classifier: linear heads over hashed n-grams, 8-bit weights, numpy only."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError
from core.labels import Emotion, Intent, Situation
from core.understanding.features import BUCKETS, buckets
from core.understanding.reading import Prediction

MODEL = Path(__file__).parent / "data" / "model.npz"
HEADS: dict[str, tuple[str, ...]] = {
    "intent": tuple(Intent),
    "emotion": tuple(Emotion),
    "situation": ("", *Situation),
}


class LinearClassifier:
    """Softmax over summed n-gram weights, one head each for intent, emotion, situation.

    A text of n n-grams scores `sum(weights) * scale / sqrt(n) + bias` for each class.
    """

    def __init__(
        self, weights: NDArray[np.int8], scale: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> None:
        """`weights` is (BUCKETS, classes of all heads in the order of HEADS)."""
        self._weights = weights
        self._scale = scale
        self._bias = bias

    @classmethod
    def load(cls, path: Path = MODEL) -> "LinearClassifier":
        """Raises ConfigError when the model file is missing or of another shape."""
        fix = "restore it from the repository, or train it: lovelm emotion train"
        try:
            with np.load(path) as file:
                weights, scale, bias = file["weights"], file["scale"], file["bias"]
        except (OSError, KeyError, ValueError) as error:
            raise ConfigError(str(path), "the classifier's weights cannot be read", fix) from error
        if weights.shape != (BUCKETS, sum(map(len, HEADS.values()))):
            raise ConfigError(str(path), f"the weights have shape {weights.shape}", fix)
        return cls(weights, scale, bias)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        return [self._predict(text) for text in texts]

    def _predict(self, text: str) -> Prediction:
        found = buckets(text)
        summed = self._weights[found].sum(axis=0, dtype=np.int32)
        scores = summed * self._scale / np.sqrt(len(found)) + self._bias
        heads = {}
        start = 0
        for head, labels in HEADS.items():
            part = scores[start : start + len(labels)]
            start += len(labels)
            odds = np.exp(part - part.max())
            heads[head] = dict(zip(labels, (odds / odds.sum()).tolist(), strict=True))
        situations = {Situation(k) if k else None: p for k, p in heads["situation"].items()}
        return Prediction(
            intent={Intent(k): p for k, p in heads["intent"].items()},
            emotion={Emotion(k): p for k, p in heads["emotion"].items()},
            situation=situations,
        )

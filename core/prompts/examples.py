"""Few-shot: which of a persona's examples show best what is wanted now."""

from collections.abc import Sequence

from core.korean import bigrams
from core.persona import Example
from core.understanding.reading import Reading

MOST = 4
# An example of the same situation shows more than any likeness of words does.
SITUATION, EMOTION = 100, 10


def nearest(
    examples: Sequence[Example], text: str, reading: Reading, most: int = MOST
) -> list[Example]:
    """At most `most` examples, the nearest last: by situation, then emotion, then shared bigrams."""
    words = bigrams(text)

    def near(example: Example) -> int:
        same = reading.situation is not None and example.situation == reading.situation
        felt = example.emotion == reading.emotion
        shared = min(len(words & bigrams(example.viewer)), EMOTION - 1)
        return SITUATION * same + EMOTION * felt + shared

    return sorted(examples, key=near)[-most:]

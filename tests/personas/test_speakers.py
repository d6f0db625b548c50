"""Who a text sounds like, to one who has not read what is asked about."""

from personas.loader import load_all
from personas.speakers import Speakers
from personas.telling import Sample, accuracy, samples

HERE = [
    Sample("a", "situation.x", "토마토 수프를 끓이는 밤"),
    Sample("b", "situation.x", "기차가 떠나는 새벽"),
    Sample("a", "situation.y", "바다에서 조개를 줍는다"),
    Sample("b", "situation.y", "토마토 수프는 식었다"),
]


def test_lines_left_out_are_unknown() -> None:
    speakers = Speakers(HERE)
    assert speakers.who("토마토 수프를 끓이는 밤") == "a"
    assert speakers.who("토마토 수프를 끓이는 밤", without=("situation.x",)) == "b"
    assert speakers.who("토마토 수프를 끓이는 밤") == "a"


def test_personas_are_told_apart_in_matters_not_read() -> None:
    """About as well as `personas.telling` tells them, which is the same measure in folds."""
    found = samples(load_all())
    speakers = Speakers(found)
    some = found[::7]
    right = [speakers.who(sample.text, (sample.key,)) == sample.speaker for sample in some]
    assert sum(right) / len(right) >= accuracy(found) - 0.03

"""Captions as players read them back."""

import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reports.captions import GAP, LINE, LINES, SHORTEST, Caption, srt, timed, vtt

TIME = r"(\d\d):([0-5]\d):([0-5]\d)[,.](\d{3})"


def seconds(*clock: str) -> float:
    hours, minutes, whole, millis = map(int, clock)
    return hours * 3_600 + minutes * 60 + whole + millis / 1_000


def read(blocks: list[str]) -> list[Caption]:
    """Captions of blocks whose first line are their times."""
    captions = []
    for block in blocks:
        times, *lines = block.split("\n")
        found = re.fullmatch(f"{TIME} --> {TIME}", times)
        assert found is not None, times
        clock = found.groups()
        captions.append(Caption(seconds(*clock[:4]), seconds(*clock[4:]), tuple(lines)))
    return captions


def read_srt(text: str) -> list[Caption]:
    blocks = text.removesuffix("\n").split("\n\n")
    numbers = [block.partition("\n")[0] for block in blocks]
    assert numbers == [str(number) for number in range(1, len(blocks) + 1)]
    return read([block.partition("\n")[2] for block in blocks])


def read_vtt(text: str) -> list[Caption]:
    head, *blocks = text.removesuffix("\n").split("\n\n")
    assert head == "WEBVTT"
    found = read(blocks)
    assert not [line for one in found for line in one.lines if "<" in line or ">" in line]
    return [Caption(one.begin, one.end, tuple(map(unescape, one.lines))) for one in found]


WORDS = st.text(st.sampled_from("가나다라 .,!?&<>-→…“”A1\n\t"), min_size=1, max_size=90).filter(
    str.strip
)


@given(st.lists(WORDS, min_size=1, max_size=6), st.floats(4.0, 7.0))
def test_they_are_read_back_as_they_were_made(sentences: list[str], pace: float) -> None:
    made = timed(sentences, pace)
    for found in (read_srt(srt(made)), read_vtt(vtt(made))):
        assert [one.lines for one in found] == [one.lines for one in made]
        for one, back in zip(made, found, strict=True):
            assert abs(one.begin - back.begin) < 0.001
            assert abs(one.end - back.end) < 0.001
    for one in made:
        assert 0 < len(one.lines) <= LINES
        assert max(map(len, one.lines)) <= LINE
        assert one.end - one.begin >= SHORTEST - 1e-9
    for one, after in pairwise(made):
        assert abs(after.begin - one.end - GAP) < 1e-9
    shown = "".join(line for one in made for line in one.lines)
    assert "".join(shown.split()) == "".join(
        "".join(one.replace("-->", "→").split()) for one in sentences
    )


def test_longer_is_shown_for_longer() -> None:
    short, long = timed(["짧아요.", "이건 앞의 것보다 훨씬 더 긴 문장이에요."], 7.0)
    assert short.end - short.begin == SHORTEST
    assert long.end - long.begin == pytest.approx(17 / 7.0)
    assert srt([short]).splitlines() == ["1", "00:00:00,000 --> 00:00:01,200", "짧아요."]

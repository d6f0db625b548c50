"""How long is spoken: by the sound's real length, to the end of a sentence."""

import io
import wave
from typing import Any

import pytest
from msgspec.structs import replace

from core.replies import Part
from core.show.taking import Hearing
from tests.conftest import until
from tests.core.narrating import reply
from tests.core.speaking import Show


@pytest.mark.parametrize(
    ("fields", "heard"),
    [
        ({}, 15.0),
        ({"acknowledges": ("g",)}, 25.0),
        ({"aloud": True}, 25.0),
        ({"story": True}, 75.0),
    ],
)
@pytest.mark.parametrize("hearing", [Hearing.NONE, Hearing.SILENT])
async def test_speech_is_as_long_as_it_may_be(
    show: Show, hearing: Hearing, fields: dict[str, Any], heard: float
) -> None:
    """By its real length, to the end of a sentence."""
    show.voice.each = 2.4
    show.hear(hearing)
    long = " ".join("이야기예요." for _ in range(40))
    show.narrator.take(reply("a", speech=long, **fields))
    show.narrator.take(reply("b"))
    await until(lambda: "b" in show.ids)
    lasted = sum(event["duration_s"] for _, event, _ in show.wall.played[:-1])
    assert heard - 2.4 < lasted <= heard
    for _, event, wav in show.wall.played:
        assert wav is not None
        with wave.open(io.BytesIO(wav)) as file:
            assert file.getnframes() / 100 == pytest.approx(event["duration_s"], abs=0.05)


async def test_each_of_four_is_short(show: Show) -> None:
    show.voice.each = 3.0
    parts = tuple(Part(slug, slug, "첫째예요. 둘째예요. 셋째예요.") for slug in ("onyu", "dogeon"))
    show.narrator.take(reply("a", parts=parts))
    await until(lambda: len(show.wall.played) == 2)
    assert [event["duration_s"] for _, event, _ in show.wall.played] == [6.0, 6.0]
    assert [event["persona"] for _, event, _ in show.wall.played] == ["onyu", "dogeon"]


async def test_an_answer_that_is_being_written_is_cut_as_well(show: Show) -> None:
    show.voice.each = 6.0
    part = reply("a", speech="하나예요.", begun=1.0)
    for text in ("하나예요.", "둘이에요.", "셋이에요.", "넷이에요."):
        show.narrator.hear(replace(part, speech=text))
    show.narrator.take(replace(part, speech="하나예요. 둘이에요. 셋이에요. 넷이에요."))
    show.narrator.take(reply("b"))
    await until(lambda: "b" in show.ids)
    assert show.ids == ["a", "a:1", "b"]


async def test_one_sentence_that_is_too_long_is_said(show: Show) -> None:
    show.voice.each = 20.0
    show.narrator.take(reply("a", speech="하나예요. 둘이에요."))
    await until(lambda: show.ids == ["a"])
    assert show.wall.played[0][1]["text"] == "하나예요."


async def test_captions_are_over_nobodys_voice(show: Show) -> None:
    await show.settings(speech=False)
    long = " ".join("이야기예요." for _ in range(60))
    show.narrator.take(reply("a", speech=long))
    await until(lambda: show.ids == ["a"])
    assert show.wall.played[0][1]["text"] == long

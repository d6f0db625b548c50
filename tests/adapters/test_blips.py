"""Blips: what is heard of a persona where no voice was chosen."""

import io
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from adapters.speech.blips import LOUDEST, PACE, RATE, Blips, melody, played, timbre_of
from adapters.speech.joining import NothingToSay
from core.persona import Voice
from core.show.sound import Utterance

FOUR = [Voice(200, 50, who) for who in ("onyu", "dogeon", "yudam", "raon")]
TEXT = "많이 답답하셨겠어요. 3일이면 별생각이 다 들죠!"


def sound(spoken: Utterance) -> NDArray[np.float64]:
    assert spoken.wav is not None
    with wave.open(io.BytesIO(spoken.wav)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768


def centre(spoken: Utterance) -> float:
    """Where its strength lies, in hertz."""
    strength = np.abs(np.fft.rfft(sound(spoken))) ** 2
    return float((np.fft.rfftfreq(len(sound(spoken)), 1 / RATE) * strength).sum() / strength.sum())


async def test_captions_carry_the_time_of_every_word() -> None:
    spoken = await Blips().speak(TEXT, FOUR[0])
    assert Blips.label == ""
    assert [caption.text for caption in spoken.captions] == TEXT.replace(". ", ".\n").split("\n")
    for caption in spoken.captions:
        assert len(caption.words) == len(caption.text.split())
        assert list(caption.words) == sorted(set(caption.words))
        assert caption.start == caption.words[0]
        assert caption.words[-1] < caption.end
    assert len(sound(spoken)) / RATE == pytest.approx(spoken.duration, abs=0.001)


@pytest.mark.parametrize("voice", FOUR)
def test_they_are_soft_and_never_click(voice: Voice) -> None:
    samples = sound(played(TEXT, voice))
    assert 0.05 < np.abs(samples).max() <= 1.2 * LOUDEST
    assert np.abs(np.diff(samples)).max() < 0.08
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


def test_each_persona_has_a_sound_of_its_own() -> None:
    heard = {voice.who: centre(played(TEXT, voice)) for voice in FOUR}
    assert heard["yudam"] < heard["onyu"] < heard["raon"]
    assert heard["dogeon"] < heard["onyu"]
    low, high = (centre(played(TEXT, Voice(200, at, "guest"))) for at in (20, 80))
    assert low < high
    assert timbre_of(Voice(200, 50, "guest")) == timbre_of(Voice(200, 50, "guest"))


def test_melody_and_rhythm_come_from_the_text() -> None:
    def last(text: str) -> float:
        return melody(text, PACE)[0][-1].steps

    assert last("그래요?") > last("그래요!") > last("그래요.")
    bright, dark = melody("아아 아아", PACE)[0], melody("우우 우우", PACE)[0]
    assert bright[0].steps > dark[0].steps
    assert melody("네, 그래요.", PACE)[1] > melody("네 그래요.", PACE)[1]
    assert played(TEXT, Voice(300, 50, "onyu")).duration < played(TEXT, FOUR[0]).duration
    assert played(TEXT, FOUR[0]) == played(TEXT, FOUR[0])


def test_nothing_to_say() -> None:
    with pytest.raises(NothingToSay):
        played("😀 ...", FOUR[0])


@given(st.text(max_size=60))
def test_any_text_can_be_sounded(text: str) -> None:
    try:
        spoken = played(text, FOUR[1])
    except NothingToSay:
        return
    assert 0 < spoken.duration < 40
    assert all(len(one.words) == len(one.text.split()) for one in spoken.captions)

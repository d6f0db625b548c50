"""A sound and its captions, cut at the ends of sentences."""

import io
import wave

import pytest

from adapters.speech.espeak import EspeakSpeech
from core.persona import Voice
from core.show.sound import Caption, Utterance

RATE = 1_000


def said(*texts: str, each: float = 2.0, pause: float = 0.5) -> Utterance:
    """One after another; each sample tells the second it is heard in."""
    captions, at = [], 0.0
    for text in texts:
        captions.append(Caption(text, at, at + each))
        at += each + pause
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(b"".join((n // RATE).to_bytes(2, "little") for n in range(int(at * RATE))))
    return Utterance(file.getvalue(), at, tuple(captions))


def heard(sound: Utterance) -> list[int]:
    """The seconds of the whole that are in it."""
    with wave.open(io.BytesIO(sound.wav)) as file:
        frames = file.readframes(file.getnframes())
        assert file.getnframes() / RATE == pytest.approx(sound.duration, abs=0.002)
    return sorted({int.from_bytes(frames[n : n + 2], "little") for n in range(0, len(frames), 2)})


def test_it_is_cut_into_its_sentences() -> None:
    parts = said("하나예요.", "둘이고,", "셋이에요!").sentences()
    assert [part.text for part in parts] == ["하나예요.", "둘이고, 셋이에요!"]
    assert [part.duration for part in parts] == [2.5, 5.0]
    assert [heard(part) for part in parts] == [[0, 1, 2], [2, 3, 4, 5, 6, 7]]
    assert parts[1].captions == (Caption("둘이고,", 0.0, 2.0), Caption("셋이에요!", 2.5, 4.5))


def test_what_has_no_sentences_is_one() -> None:
    whole = said("끝이 없는", "이야기")
    assert whole.sentences() == [whole]


@pytest.mark.parametrize(("seconds", "left"), [(8.0, 3), (7.0, 3), (6.9, 2), (4.4, 1), (2.0, 1)])
def test_only_whole_sentences_fit(seconds: float, left: int) -> None:
    whole = said("하나예요.", "둘이에요.", "셋이에요.")
    part = whole.within(seconds)
    assert part is not None
    assert len(part.captions) == left
    assert (part is whole) is (left == 3)
    assert part.captions[-1].end <= seconds
    assert heard(part)[-1] < part.duration


def test_a_sentence_that_is_too_long_does_not_fit() -> None:
    assert said("하나예요.", "둘이에요.").within(1.9) is None
    assert said("하나인데", "둘이에요.").within(3.0) is None


def test_captions_alone_are_cut_too() -> None:
    silent = Utterance(b"", 5.0, said("하나예요.", "둘이에요.").captions)
    assert [part.wav for part in silent.sentences()] == [b"", b""]


async def test_a_real_voice_is_cut() -> None:
    async with EspeakSpeech() as speech:
        whole = await speech.speak(
            "첫 번째 말이에요. 두 번째 말이에요. 마지막이에요.", Voice(170, 50)
        )
    parts = whole.sentences()
    assert [part.text for part in parts] == [
        "첫 번째 말이에요.",
        "두 번째 말이에요.",
        "마지막이에요.",
    ]
    assert sum(part.duration for part in parts) == pytest.approx(whole.duration, abs=0.01)
    for part in parts:
        with wave.open(io.BytesIO(part.wav)) as file:
            assert file.getnframes() / file.getframerate() == pytest.approx(part.duration, abs=0.01)

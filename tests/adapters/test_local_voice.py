"""A voice of this machine: Supertonic itself in its own process, with weights that hum."""

import asyncio
import io
import os
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from adapters.speech import local
from adapters.speech.joining import PAUSE, NothingToSay
from adapters.speech.local import FILES, LocalSpeech
from core.errors import ConfigError, SpeechError
from core.persona import Voice
from core.show.sound import Utterance
from tests.conftest import until
from tests.servers.supertonic_weights import RATE, write

ONYU, DOGEON = Voice(200, 55, "onyu", "F1"), Voice(200, 30, "dogeon", "M1")
NAMES = ["F1", "M1", "F1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "weights", ("F1", "M1"))


@pytest.fixture
async def speech(folder: Path) -> AsyncIterator[LocalSpeech]:
    async with LocalSpeech.open(folder, NAMES) as speech:
        await speech.ready()
        yield speech


def sound(spoken: Utterance) -> tuple[int, "np.ndarray[tuple[int], np.dtype[np.int16]]"]:
    assert spoken.wav is not None
    with wave.open(io.BytesIO(spoken.wav)) as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


async def test_sentences_become_one_sound_with_captions_in_step(speech: LocalSpeech) -> None:
    spoken = await speech.speak("안녕하세요. 3일째 연락이 없어요!", ONYU)
    first, second = spoken.captions
    assert [first.text, second.text] == ["안녕하세요.", "3일째 연락이 없어요!"]
    assert second.start == pytest.approx(first.end + PAUSE, abs=0.002)
    rate, samples = sound(spoken)
    assert rate == RATE
    assert len(samples) / rate == pytest.approx(spoken.duration, abs=0.001)
    assert np.abs(samples).max() > 300


async def test_voice_speed_and_pitch_are_heard(speech: LocalSpeech) -> None:
    plain = await speech.speak("안녕하세요.", ONYU)
    other = await speech.speak("안녕하세요.", DOGEON)
    assert not np.array_equal(sound(plain)[1], sound(other)[1])
    quick = await speech.speak("안녕하세요.", Voice(300, 55, "onyu", "F1"))
    assert quick.captions[0].end == pytest.approx(plain.captions[0].end / 1.5, rel=0.1)
    high = await speech.speak("안녕하세요.", Voice(200, 90, "onyu", "F1", 40))
    assert high.captions[0].end == pytest.approx(plain.captions[0].end, rel=0.05)
    assert loudest(high) == pytest.approx(loudest(plain) * 2**0.4, rel=0.03)


def loudest(spoken: Utterance) -> float:
    """The frequency in it that is the strongest."""
    rate, samples = sound(spoken)
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[np.abs(np.fft.rfft(samples)).argmax()])


@pytest.mark.parametrize("text", ["漢字 serendipity", "한글 漢字", "naïve coffee now"])
async def test_letters_that_it_does_not_know_are_left_out(speech: LocalSpeech, text: str) -> None:
    assert (await speech.speak(text, ONYU)).duration > 0


async def test_faults_are_told_without_a_word(speech: LocalSpeech) -> None:
    with pytest.raises(SpeechError, match="knows no such voice"):
        await speech.speak("비밀이에요.", Voice(200, 50, "onyu", "F9"))
    with pytest.raises(SpeechError, match="ValueError") as raised:
        await speech.speak("漢字", ONYU)
    assert "漢" not in str(raised.value)
    with pytest.raises(NothingToSay):
        await speech.speak("😀", ONYU)
    assert (await speech.speak("안녕하세요.", ONYU)).duration > 0


async def test_weights_that_are_broken_are_told(folder: Path) -> None:
    (folder / "onnx/vocoder.onnx").write_bytes(b"no model")
    async with LocalSpeech.open(folder, NAMES) as speech:
        with pytest.raises(SpeechError, match="still being loaded"):
            await speech.speak("안녕하세요.", ONYU)
        await speech.ready()
        with pytest.raises(SpeechError, match="gave no sound"):
            await speech.speak("안녕하세요.", ONYU)


@pytest.mark.parametrize("missing", [*FILES, "voice_styles/M1.json"])
async def test_what_is_missing_is_named_with_where_to_get_it(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ConfigError, match="has no") as raised:
        async with LocalSpeech.open(folder, NAMES):
            pytest.fail("it opened")
    assert raised.value.key == "LOVELM_VOICE_FOLDER"
    assert missing in str(raised.value)
    assert "hf download Supertone/supertonic-3" in str(raised.value)
    assert str(folder) in str(raised.value)


async def test_a_missing_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"lovelm\[voice\]"):
        async with LocalSpeech.open(folder, NAMES):
            pytest.fail("it opened")


async def test_its_end_interrupts_what_is_being_said(folder: Path) -> None:
    async with LocalSpeech.open(folder, NAMES) as speech:
        await speech.ready()
        process = speech._process._process
        assert process is not None
        assert os.getpriority(os.PRIO_PROCESS, process.pid) > 0
        waiting = asyncio.create_task(speech.speak("가나다라마바사. " * 400, ONYU))
        await until(lambda: speech._process._turn.locked())
    with pytest.raises(SpeechError, match="has ended"):
        await waiting
    assert process.returncode is not None


async def test_an_end_while_it_loads_is_quick(folder: Path) -> None:
    async with asyncio.timeout(5.0), LocalSpeech.open(folder, NAMES):
        pass

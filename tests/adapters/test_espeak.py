"""The demo's voice, in real processes of its own."""

import asyncio
import io
import wave

import pytest

from adapters.speech.espeak import EspeakSpeech
from core.errors import SpeechError
from core.persona import Voice
from tests.conftest import until

VOICE = Voice(speed=160, pitch=50)
LONG = "가나다라마바사 " * 200


async def test_sentences_are_divided_and_put_together_in_order() -> None:
    text = "하나예요. 이건 조금 더 긴 두 번째 문장이에요! 셋?"
    async with EspeakSpeech() as speech:
        spoken = await speech.speak(text, VOICE)
        alone = [(await speech.speak(part, VOICE)).captions[0] for part in text.split(". ")]
    assert [caption.text for caption in spoken.captions] == [
        "하나예요.",
        "이건 조금 더 긴 두 번째 문장이에요!",
        "셋?",
    ]
    assert spoken.captions[0].end == pytest.approx(alone[0].end, abs=0.05)
    assert all(caption.start < caption.end for caption in spoken.captions)
    assert spoken.wav is not None
    with wave.open(io.BytesIO(spoken.wav)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(spoken.duration, abs=0.001)


async def test_whoever_stops_waiting_spoils_no_later_sound() -> None:
    async with EspeakSpeech() as speech:
        short = (await speech.speak("네.", VOICE)).duration
        waiting = asyncio.create_task(speech.speak(LONG, VOICE))
        await until(lambda: speech._processes[0]._turn.locked())
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await speech.speak("네.", VOICE)).duration == pytest.approx(short, abs=0.05)


async def test_a_process_that_died_is_started_again() -> None:
    async with EspeakSpeech() as speech:
        await speech.speak("안녕하세요.", VOICE)
        process = speech._processes[0]._process
        assert process is not None
        process.kill()
        await process.wait()
        assert (await speech.speak("안녕하세요.", VOICE)).duration > 0


async def test_a_sound_that_nobody_reads_any_more_holds_up_no_end() -> None:
    async with EspeakSpeech() as speech:
        await speech.speak("안녕하세요.", VOICE)
        process = speech._processes[0]._process
        assert process is not None
        waiting = asyncio.create_task(speech.speak(LONG, VOICE))
        await until(lambda: speech._processes[0]._turn.locked())
        async with asyncio.timeout(5.0):
            for one in speech._processes:
                await one.stop()
        with pytest.raises(SpeechError, match="has ended"):
            await waiting
    assert process.returncode is not None

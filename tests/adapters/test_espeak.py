"""The demo's voice, in a real process of its own."""

import asyncio
import json

from adapters.speech.espeak import EspeakSpeech
from core.persona import Voice
from tests.conftest import until

VOICE = Voice(speed=160, pitch=50)
LONG = json.dumps({"text": "가나다라마바사 " * 200, "speed": 160, "pitch": 50}) + "\n"


async def test_a_sound_that_nobody_reads_any_more_holds_up_no_end() -> None:
    async with EspeakSpeech() as speech:
        await speech.speak("안녕하세요.", VOICE)
        process = speech._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        reader = process.stdout
        process.stdin.write(LONG.encode())
        await until(lambda: bool(vars(reader)["_paused"]))
        async with asyncio.timeout(5.0):
            await speech._stop()
    assert process.returncode is not None

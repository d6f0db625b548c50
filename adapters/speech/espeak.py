"""The demo's voice: espeak-ng in a process of its own."""

import asyncio
import contextlib
import io
import json
import struct
import sys
import wave
from types import TracebackType
from typing import Self

from core.errors import SpeechError
from core.persona import Voice
from core.sound import Caption, Utterance
from core.speech_text import sentences

DEADLINE = 5.0
PAUSE = 0.18
WORKER = (sys.executable, "-m", "adapters.speech.espeak_worker")


class EspeakSpeech:
    """Speaks sentence by sentence, so that captions carry the sound's own times."""

    label = "임시 음성"

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when there is nothing to say or the voice gives no sound."""
        parts = sentences(text)
        if not parts:
            raise SpeechError("nothing to say")
        async with self._turn:
            sounds = [await self._sound(part, voice) for part in parts]
        return join(parts, sounds)

    async def _sound(self, text: str, voice: Voice) -> tuple[int, bytes]:
        """Sample rate and samples of one sentence; a dead worker is started again once."""
        request = json.dumps({"text": text, "speed": voice.speed, "pitch": voice.pitch}) + "\n"
        for attempt in (1, 2):
            try:
                async with asyncio.timeout(DEADLINE):
                    return await self._ask(request.encode())
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                await self._stop()
                if attempt == 2:
                    raise SpeechError(
                        f"espeak-ng gave no sound ({type(error).__name__})"
                    ) from error
        raise AssertionError

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                *WORKER,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(request)
        await process.stdin.drain()
        rate, length = struct.unpack(">II", await process.stdout.readexactly(8))
        return rate, await process.stdout.readexactly(length)

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # asyncio tells of the end only once all was read that the process wrote: a sound whose
        # reader was cancelled would keep `wait` waiting for ever.
        await process.communicate()


def join(parts: list[str], sounds: list[tuple[int, bytes]]) -> Utterance:
    """The sentences' sounds with a pause between them, as one file with its captions."""
    rate = sounds[0][0]
    silence = b"\0\0" * int(rate * PAUSE)
    samples = bytearray()
    captions = []
    for part, (_, sound) in zip(parts, sounds, strict=True):
        start = len(samples) / 2 / rate
        samples += sound
        captions.append(Caption(part, round(start, 3), round(len(samples) / 2 / rate, 3)))
        samples += silence
    if not any(samples):
        raise SpeechError("espeak-ng gave only silence")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(samples))
    return Utterance(file.getvalue(), round(len(samples) / 2 / rate, 3), tuple(captions))

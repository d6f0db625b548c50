"""The demo's voice: espeak-ng in processes of its own."""

import asyncio
from types import TracebackType
from typing import Self

from adapters.speech.joining import join, readings
from adapters.speech.process import VoiceProcess
from core.errors import SpeechError
from core.persona import Voice
from core.show.sound import Utterance

DEADLINE = 5.0
WORKER = "adapters.speech.espeak_worker"
# A text's sentences are divided among them: one process needs 50 ms for 25 s of speech.
PROCESSES = 2


class EspeakSpeech:
    """Speaks sentence by sentence, so that captions carry the sound's own times."""

    label = "임시 음성"

    def __init__(self) -> None:
        self._processes = [VoiceProcess(WORKER) for _ in range(PROCESSES)]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            await process.stop()

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when there is nothing to say or the voice gives no sound."""
        read = readings(text)
        asked = [
            self._processes[number % PROCESSES].sound(
                {"text": said, "speed": voice.speed, "pitch": voice.pitch}, DEADLINE
            )
            for number, (_, said) in enumerate(read)
        ]
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(sound) for sound in asked]
        except ExceptionGroup as failed:
            why = failed.exceptions[0]
            raise SpeechError(f"espeak-ng: {why}") from why
        return join([part for part, _ in read], [task.result() for task in tasks])

"""A voice that runs on this machine: Supertonic, with weights that the streamer fetched.

https://github.com/supertone-inc/supertonic-py. It reads Korean letters as they are, needs no more
than ONNX Runtime on a CPU, and is MIT; its weights are OpenRAIL-M.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

from adapters.speech.joining import join, readings
from adapters.speech.process import VoiceProcess
from core.errors import ConfigError, SpeechError
from core.persona import Voice
from core.show.sound import Utterance

# Seconds for a sentence, and for loading 400 MB of weights before the first.
DEADLINE, START = 8.0, 40.0
WORKER = "adapters.speech.local_worker"
OWN_PACE, OWN_SPEED = 200, 1.05
SLOWEST, FASTEST = 0.7, 2.0
SETTING = "LOVELM_VOICE_FOLDER"


class LocalSpeech:
    """Speaks sentence by sentence in a process of its own, which may use the machine's idle time
    only."""

    label = ""

    def __init__(self, process: VoiceProcess, loading: asyncio.Task[tuple[int, bytes]]) -> None:
        self._process = process
        self._loading = loading

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, names: Sequence[str]) -> AsyncIterator[Self]:
        """The voices of these names, whose weights are in `folder`; they are loaded meanwhile.
        Raises ConfigError naming what is missing."""
        await asyncio.to_thread(check, folder, names)
        process = VoiceProcess(WORKER, [str(folder)], START)
        first = {"text": "네.", "voice": names[0], "speed": OWN_SPEED, "lift": 1.0}
        loading = asyncio.create_task(process.sound(first, DEADLINE))
        try:
            yield cls(process, loading)
        finally:
            await process.stop()
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)

    async def ready(self) -> None:
        """Return when it is loaded, or cannot be."""
        await asyncio.wait({self._loading})

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when there is nothing to say, or no sound, or not yet."""
        read = readings(text)
        if not self._loading.done():
            raise SpeechError("the voice is still being loaded")
        # A pitch is had by playing faster what was spoken more slowly.
        lift = 2.0 ** (voice.shift / 100)
        speed = OWN_SPEED * voice.speed / OWN_PACE / lift
        asked = {"voice": voice.name, "speed": min(max(speed, SLOWEST), FASTEST), "lift": lift}
        sounds = [await self._process.sound({"text": said} | asked, DEADLINE) for _, said in read]
        return join([part for part, _ in read], sounds)


def check(folder: Path, names: Sequence[str]) -> None:
    """Raises ConfigError where the package, a file of the weights or a voice is missing. Blocks."""
    if find_spec("supertonic") is None:
        raise ConfigError("LOVELM_VOICE", "local needs the package supertonic", INSTALL)
    wanted = (*FILES, *(f"{STYLES}/{name}.json" for name in dict.fromkeys(names)))
    for file in wanted:
        if not (folder / file).is_file():
            raise ConfigError(SETTING, f"{folder} has no {file}", FETCH.format(folder))


STYLES: Final = "voice_styles"
# As its own loader wants them.
FILES: Final = (
    "onnx/tts.json",
    "onnx/unicode_indexer.json",
    "onnx/duration_predictor.onnx",
    "onnx/text_encoder.onnx",
    "onnx/vector_estimator.onnx",
    "onnx/vocoder.onnx",
)
INSTALL: Final = "run: pip install 'lovelm[voice]', or choose another LOVELM_VOICE"
FETCH: Final = (
    "fetch the folders onnx and voice_styles of https://huggingface.co/Supertone/supertonic-3 "
    "(400 MB) into {0}: hf download Supertone/supertonic-3 --local-dir '{0}'"
)
# Its own voices by persona; "" is all others'.
NAMES: Final = {"onyu": "F1", "raon": "F3", "dogeon": "M1", "yudam": "M3", "": "F2"}

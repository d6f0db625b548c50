"""Voices behind OpenAI's API: OpenAI, Kokoro-FastAPI, speaches and their like.

https://platform.openai.com/docs/api-reference/audio/createSpeech
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final, Self

import aiohttp

from adapters.speech.joining import join, readings
from adapters.speech.wav import samples
from core.errors import SpeechError
from core.persona import Voice
from core.safety.masking import mask
from core.show.sound import Utterance

# Seconds for one sentence.
DEADLINE, CONNECT_WITHIN = 6.0, 2.0
CONCURRENCY = 4
LARGEST = 6 * 1024 * 1024
# Seconds of sound; nobody wants to hear one sentence for longer.
LONGEST = 60.0
# Words a minute that the server's own pace, 1.0, stands for.
OWN_PACE = 200
SLOWEST, FASTEST = 0.25, 4.0


class OpenAiSpeech:
    """Speaks sentence by sentence, so that captions carry the sound's own times. Personal data
    is masked before anything is sent."""

    label = ""

    def __init__(self, session: aiohttp.ClientSession, url: str, model: str) -> None:
        self._session = session
        self._address = f"{url.rstrip('/')}/audio/speech"
        self._model = model
        self._slots = asyncio.Semaphore(CONCURRENCY)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, key: str, model: str) -> AsyncIterator[Self]:
        """A voice at `url` (with its "/v1"), with connections of its own; an empty `key` where
        none is needed."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_WITHIN)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            yield cls(session, url, model)

    async def speak(self, text: str, voice: Voice) -> Utterance:
        """Raises SpeechError when there is nothing to say or the server gives no sound."""
        read = readings(mask(text))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._sound(said, voice)) for _, said in read]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        sounds = [task.result() for task in tasks]
        if len({rate for rate, _ in sounds}) > 1:
            raise SpeechError("the voice's server changed its sample rate")
        return join([part for part, _ in read], sounds)

    async def _sound(self, text: str, voice: Voice) -> tuple[int, bytes]:
        """Sample rate and samples of one sentence."""
        body: dict[str, str | float] = {
            "model": self._model,
            "voice": voice.name,
            "input": text,
            "response_format": "wav",
            "speed": round(min(max(voice.speed / OWN_PACE, SLOWEST), FASTEST), 2),
        }
        try:
            async with self._slots, asyncio.timeout(DEADLINE):
                file = await self._file(body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # The cause may hold the address or the words.
            why = f"the voice's server gave no sound ({type(error).__name__})"
            raise SpeechError(why) from None
        rate, sound = samples(file)
        if len(sound) > 2 * rate * LONGEST:
            raise SpeechError(f"the voice spoke for more than {LONGEST:.0f} s")
        return rate, sound

    async def _file(self, body: Mapping[str, str | float]) -> bytes:
        async with self._session.post(self._address, json=body, allow_redirects=False) as response:
            if response.status != 200:
                why = REFUSED.get(response.status, "failed")
                raise SpeechError(f"the voice's server {why} ({response.status})")
            file = bytearray()
            async for chunk in response.content.iter_chunked(64 * 1024):
                file += chunk
                if len(file) > LARGEST:
                    raise SpeechError(f"the voice's server sent more than {LARGEST} bytes")
            return bytes(file)


REFUSED: Final = {
    400: "refused the request",
    401: "refused the key",
    403: "refused the key",
    404: "knows no such model, voice or address",
    422: "refused the request",
    429: "takes no more",
}

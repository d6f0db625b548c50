"""A local server that speaks OpenAI's speech API, in tones instead of words.

Shapes after https://platform.openai.com/docs/api-reference/audio/createSpeech. As there, the file
is sent while it is made, so that its header gives the greatest sizes there are.
"""

import math
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.simulated.loopback import loopback
from adapters.simulated.openai import refused

RATE = 24_000
# Seconds of sound for a letter.
PACE = 0.05
LONGEST_INPUT = 4_096
FORMATS = {"mp3", "opus", "aac", "flac", "wav", "pcm"}
UNKNOWN = 0xFFFFFFFF
PIECE = 16 * 1024


@dataclass
class SimulatedSpeech:
    """Each of `voices` has a pitch of its own."""

    key: str = "sk-simulated"
    model: str = "tone-1"
    voices: tuple[str, ...] = ("alloy", "echo", "nova", "onyx", "sage")
    middlewares: list[Middleware] = field(default_factory=list)
    url: str = ""
    # Bodies of the requests, and how many are being answered, now and at most.
    asked: list[dict[str, Any]] = field(default_factory=list)
    now: int = 0
    most: int = 0

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[Self]:
        """Serve on the loopback until left; `url` is the address."""
        app = web.Application(middlewares=[self._guard, *self.middlewares])
        app.add_routes([web.post("/v1/audio/speech", self.speak)])
        async with loopback(app, port) as at:
            self.url = f"http://{at}/v1"
            yield self

    @web.middleware
    async def _guard(self, request: web.Request, handler: Callable[..., Any]) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return refused(401, "Incorrect API key provided.", "invalid_api_key")
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            response: web.StreamResponse = await handler(request)
            return response
        finally:
            self.now -= 1

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        if body.get("model") != self.model:
            return refused(404, "The model does not exist.", "model_not_found")
        if (wrong := self._wrong(body)) is not None:
            return refused(400, wrong, "invalid_value")
        sound = tone(
            len(body["input"]) * PACE / body.get("speed", 1.0),
            220.0 + 55.0 * self.voices.index(body["voice"]),
        )
        wav = body.get("response_format") == "wav"
        response = web.StreamResponse(headers={"Content-Type": "audio/wav" if wav else "audio/pcm"})
        await response.prepare(request)
        whole = (header(UNKNOWN) if wav else b"") + sound
        for at in range(0, len(whole), PIECE):
            await response.write(whole[at : at + PIECE])
        return response

    def _wrong(self, body: dict[str, Any]) -> str | None:
        """What of the request the API would refuse."""
        text = body.get("input")
        if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_INPUT:
            return "Invalid 'input': a string of 1 to 4096 characters is expected."
        if body.get("voice") not in self.voices:
            return "Invalid 'voice'."
        if body.get("response_format", "mp3") not in FORMATS:
            return "Invalid 'response_format'."
        if body.get("response_format") not in ("wav", "pcm"):
            return "This server makes wav and pcm only."
        if not 0.25 <= body.get("speed", 1.0) <= 4.0:
            return "Invalid 'speed': 0.25 to 4.0 is expected."
        return None


def tone(seconds: float, pitch: float, rate: int = RATE) -> bytes:
    """16-bit mono samples, low byte first."""
    count = int(seconds * rate)
    wave = (round(8_000 * math.sin(math.tau * pitch * n / rate)) for n in range(count))
    return struct.pack(f"<{count}h", *wave)


def header(size: int, rate: int = RATE, channels: int = 1) -> bytes:
    """A RIFF file's beginning, for `size` bytes of samples."""
    whole = size if size in (0, UNKNOWN) else size + 36
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", whole, b"WAVE", b"fmt ", 16, 1, channels, rate),
        *(rate * channels * 2, channels * 2, 16, b"data", size),
    )

"""A local server that speaks the protocol of Edge's voices, in tones instead of words.

As edge-tts reads it: a request is two text frames (`speech.config`, `ssml`); the answer is
`turn.start`, words' times (`audio.metadata`), pieces of MP3 in binary frames, `turn.end`.
"""

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self
from xml.sax.saxutils import unescape

import msgspec
import numpy as np
import soundfile
from aiohttp import WSMsgType, web

RATE = 24_000
# Seconds for a letter.
PACE = 0.06
TICKS = 10_000_000
PIECE = 720
_SSML = re.compile(
    r"<voice name='(.+?)'><prosody pitch='(.+?)' rate='(.+?)' volume='.+?'>(.*)</prosody>", re.S
)


@dataclass(frozen=True, slots=True)
class Asked:
    voice: str
    pitch: str
    rate: str
    text: str


@dataclass
class EdgeServer:
    """`fault`: "refuses" (403), "silent" (no sound), "hangs", "garbage" (no MP3), "breaks"."""

    fault: str = ""
    words: bool = True
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    # Of the handshake's address, headers and the first frame: everything that left.
    left: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Self]:
        app = web.Application()
        app.add_routes([web.get("/edge/v1", self._talk)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"ws://{host}:{port}/edge/v1?TrustedClientToken=local"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        if self.fault == "refuses":
            return web.Response(status=403, headers={"Date": "Sun, 22 Nov 2026 12:00:00 GMT"})
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        config, ssml = await socket.receive_str(), await socket.receive_str()
        self.left += [str(request.url), str(request.headers), config, ssml]
        voice, pitch, rate, text = _SSML.findall(ssml)[0]
        self.asked.append(Asked(voice, pitch, rate, unescape(text)))
        await socket.send_str(_frame("turn.start", "{}"))
        if self.fault == "hangs":
            await socket.receive()
        elif self.fault == "breaks":
            await socket.send_str("Path:somewhere else\r\n\r\n{}")
        else:
            await self._speak(socket, unescape(text), 'wordBoundaryEnabled":"true' in config)
        await socket.close()
        return socket

    async def _speak(self, socket: web.WebSocketResponse, text: str, words: bool) -> None:
        if words and self.words:
            for word in re.finditer(r"[^\s.,!?]+", text):
                await socket.send_str(_frame("audio.metadata", _boundary(word)))
        sound = b"no MP3" if self.fault == "garbage" else mp3(len(text) * PACE)
        for at in range(0, 0 if self.fault == "silent" else len(sound), PIECE):
            head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
            data = sound[at : at + PIECE]
            await socket.send_bytes(len(head).to_bytes(2, "big") + head + data)
        await socket.send_str(_frame("turn.end", "{}"))
        if (await socket.receive()).type is not WSMsgType.CLOSE:
            self.left.append("more than was asked for")


def _frame(path: str, body: str) -> str:
    return f"X-RequestId:1\r\nContent-Type:application/json\r\nPath:{path}\r\n\r\n{body}"


def _boundary(word: re.Match[str]) -> str:
    data = {
        "Offset": round(word.start() * PACE * TICKS),
        "Duration": round(len(word[0]) * PACE * TICKS),
        "text": {"Text": word[0], "Length": len(word[0]), "BoundaryType": "WordBoundary"},
    }
    return msgspec.json.encode({"Metadata": [{"Type": "WordBoundary", "Data": data}]}).decode()


def mp3(seconds: float) -> bytes:
    """A tone as MP3."""
    at = np.arange(int(seconds * RATE)) / RATE
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(2 * np.pi * 330.0 * at), RATE, format="MP3")
    return file.getvalue()

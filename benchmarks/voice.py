"""Goal 11: from a text to the first bytes of its sound at the overlay: `python -m benchmarks.voice`.

The overlay's server with a page's socket on it, and the speaker of one channel with the embedded
voice, put together as `bots.compose` does. The page asks for the sound as soon as it is told.
"""

import argparse
import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import msgspec
from aiohttp import ClientSession, ClientWebSocketResponse

from adapters.models.embedded import EmbeddedResponder
from adapters.overlay.adapter import Overlay
from adapters.site import serve
from adapters.speech.espeak import EspeakSpeech
from benchmarks.report import Finding, at_most, table, write
from bots.brain import build_brain
from core.channels.keys import ChannelKeys
from core.channels.known import Channels
from core.channels.settings import ChannelSettings
from core.events import Viewer
from core.gate.gate import GateSettings
from core.labels import Emotion, Intent, Platform
from core.replies import Reply
from core.show.speaker import Speaker
from core.show.taking import Takings
from core.show.telling import Telling

GOAL = 50.0
ROUNDS, QUICK_ROUNDS = 40, 5
ROOM = (Platform.ROOM, "room")
TOKEN = "benchmark"
PERSONA = "onyu"
TEXTS = {
    "a sentence": "많이 답답하셨겠어요.",
    "an answer of four sentences": (
        "많이 답답하셨겠어요. 3일이면 별생각이 다 들죠. 바쁜 건지 피하는 건지는 아직 아무도 몰라요. "
        "오늘 저녁에 짧게 안부만 한 번 물어보는 건 어때요?"
    ),
    "a donor's, 25 seconds": "천천히 같이 살펴볼게요. 마음이 급할수록 한 번 더 쉬어 가도 괜찮아요. "
    * 5,
}


@dataclass
class Page:
    """A browser's page: what it did when, in seconds of one clock."""

    url: str
    session: ClientSession
    socket: ClientWebSocketResponse
    sounded: asyncio.Queue[tuple[float, float, int]] = field(default_factory=asyncio.Queue)

    async def run(self) -> None:
        """Fetch each sound and say that it was played, until cancelled."""
        async for message in self.socket:
            for event in msgspec.json.decode(message.data):
                if event["type"] == "speak":
                    await self._play(event)

    async def _play(self, event: dict[str, Any]) -> None:
        told = time.perf_counter()
        async with self.session.get(self.url + event["audio"]) as answer:
            size = len(await answer.content.readany())
            first = time.perf_counter()
            size += len(await answer.read())
        self.sounded.put_nowait((told, first, size))
        await self.socket.send_json({"type": "played", "id": event["id"]})


@asynccontextmanager
async def stage() -> AsyncIterator[tuple[Speaker, Page]]:
    """A channel's speaker and a page that shows it."""
    async with AsyncExitStack() as stack:
        brain = build_brain("러블름", EmbeddedResponder())
        channels = Channels(
            lambda _: brain.gate(GateSettings()),
            cast("Any", None), {}, lambda *_: ChannelSettings(),
        )  # fmt: skip
        overlay = Overlay(brain.personas, TOKEN, ChannelKeys(b"", lambda *_: 0))

        async def ready() -> dict[str, str]:
            return {}

        url = await stack.enter_async_context(serve("127.0.0.1", 0, "", overlay.routes(), ready))
        speech = await stack.enter_async_context(EspeakSpeech())
        channel = channels.of(*ROOM)
        taking = Takings().of(channel)
        speaker = Speaker(channel, overlay, speech, brain.personas, brain.words, taking)
        session = await stack.enter_async_context(ClientSession())
        socket = await stack.enter_async_context(session.ws_connect(f"{url}/overlay/ws"))
        await socket.send_json({"type": "auth", "token": TOKEN})
        await socket.receive()
        page = Page(url, session, socket)
        for run in (page.run, speaker.run):
            stack.callback(asyncio.create_task(run()).cancel)
        yield speaker, page


def reply(number: int, text: str) -> Reply:
    return Reply(
        turn_id=f"benchmark:{number}", platform=ROOM[0], channel=ROOM[1],
        viewer=Viewer("room:1", "두부"), in_reply_to=(), question="남친이 읽씹해요",
        persona=PERSONA, speaker="온유", chat=text, speech=text,
        emotion=Emotion.NEUTRAL, intent=Intent.COUNSEL,
    )  # fmt: skip


async def measured(rounds: int) -> dict[str, list[float]]:
    """Milliseconds from text to first bytes, and of it until the page was told."""
    samples: dict[str, list[float]] = {}
    numbers = itertools.count()
    async with stage() as (speaker, page):

        async def speak(text: str) -> tuple[float, float]:
            began = time.perf_counter()
            speaker.put(Telling(reply(next(numbers), text)))
            told, first, size = await page.sounded.get()
            if size < 10_000:
                raise RuntimeError("no sound came")
            await asyncio.sleep(0.02)  # the page says that it was played
            return (told - began) * 1e3, (first - began) * 1e3

        samples["the first ever"] = [(await speak(TEXTS["a sentence"]))[1]]
        for _ in range(rounds):
            for name, text in TEXTS.items():
                told, first = await speak(text)
                samples.setdefault(name, []).append(first)
                samples.setdefault(f"{name}, told", []).append(told)
    return samples


def findings(samples: dict[str, list[float]]) -> list[Finding]:
    found = []
    for name in TEXTS:
        worst = statistics.quantiles(samples[name], n=20)[-1]
        found += [
            at_most("11", f"text → first bytes, {name}: median", statistics.median(samples[name]), "ms", GOAL, WAY),
            at_most("11", "… p95", worst, "ms", GOAL),
            Finding("11", "… median until the page is told where it is", statistics.median(samples[f"{name}, told"]), "ms"),
        ]  # fmt: skip
    first = samples["the first ever"][0]
    return [*found, Finding("11", "the first sound after the start", first, "ms", note=FIRST)]


def main(chosen: argparse.Namespace) -> None:
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    samples = asyncio.run(measured(rounds))
    found = findings(samples)
    print(table(found))
    print(f"\nWall time, {rounds} interleaved rounds")
    write(chosen.json, found, samples, {"rounds": rounds})


WAY = (
    "From the text handed to the channel's speaker until the page, over loopback, has the first "
    "bytes of the sound: voice in its own process, WAV of all sentences, socket, HTTP."
)
FIRST = "It starts the voice's process."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voice", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", default=Path("build/bench/voice.json"))
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    main(parser.parse_args())

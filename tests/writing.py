"""A responder over a local model's server, with a real budget."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.models.chat_responder import ChatResponder
from adapters.models.embedded import EmbeddedResponder
from adapters.models.openai_compatible import openai_compatible
from bots.brain import Brain
from core.breaker import Breaker
from core.pipeline.brief import Brief
from core.pipeline.keys import bank_keys
from core.pipeline.occasion import Occasion
from core.spending.budget import Budget, Cap, Caps, Price
from storage.database import open_database
from storage.spending import SqlSpending
from tests.conftest import FakeClock
from tests.servers.openai import FaultyOpenAi

PLENTY = Cap(won=1_000_000, tokens=1_000_000_000)
WORRY = "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?"
GOOD = "3일이면 많이 기다렸네요. 아직은 이유를 모르는 거예요. 오늘은 안부 한마디만 건네 봐요.\n---\n3일이면 많이 기다렸네요. 안부 한마디만 건네 봐요."


def brief(
    brain: Brain, text: str = WORRY, occasion: Occasion | None = None, **fields: Any
) -> Brief:
    """What a responder is given for `text`."""
    reading = brain.understander.read(text)
    about: dict[str, Any] = {
        "persona": brain.personas["onyu"],
        "text": text,
        "reading": reading,
        "keys": bank_keys(text, reading),
        "slots": {"name": "두부", "partner": "그 사람"},
        "echoes": (),
        "said": (),
        "history": (),
        "seed": 1,
        "occasion": occasion or Occasion(viewer="v"),
    }
    return Brief(**about | fields)


@asynccontextmanager
async def budget(
    folder: Path,
    price: Price | None = None,
    viewer: Cap = PLENTY,
    channel: Cap = PLENTY,
    all: Cap = PLENTY,
) -> AsyncIterator[Budget]:
    """Caps over what a database counts."""
    async with open_database(folder / "test.db") as engine:
        caps = Caps(viewer, lambda *_: channel, all)
        yield Budget(
            SqlSpending(engine), price or Price(), caps, lambda viewer: viewer, FakeClock()
        )


@dataclass
class Writing:
    server: FaultyOpenAi
    responder: ChatResponder
    budget: Budget
    clock: FakeClock
    heard: list[str] = field(default_factory=list)

    def occasion(self, **fields: Any) -> Occasion:
        """One whose sentences are in `heard`."""
        return Occasion(**{"viewer": "v", "hear": self.heard.append} | fields)


@asynccontextmanager
async def writing(
    folder: Path, deadline: float = 3.0, concurrency: int = 4, url: str = "", **caps: Any
) -> AsyncIterator[Writing]:
    """The breaker's time stands still until a test moves `clock`; `url`: of another server."""
    clock = FakeClock()
    async with FaultyOpenAi().serve() as server, budget(folder, **caps) as allowed:
        model = openai_compatible(url or server.url, server.key, server.model)
        responder = ChatResponder(
            model, server.model, EmbeddedResponder(), allowed, deadline, concurrency,
            Breaker(clock), chance=lambda: 0.5,
        )  # fmt: skip
        yield Writing(server, responder, allowed, clock)


async def elapsed(work: Any) -> tuple[Any, float]:
    """What `work` gives, and the seconds it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    return await work, loop.time() - began

"""Back ends to compare: the embedded responder, servers that speak OpenAI's API, local models."""

import asyncio
import math
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from langchain_core.language_models import BaseChatModel

from adapters.models.chat_responder import TURNED
from adapters.models.embedded import EmbeddedResponder
from bots.classifier import require_torch
from core.comparison.answer import Written
from core.errors import ConfigError, ModelError
from core.pipeline.brief import Brief
from core.prompts.message import Message
from core.prompts.prompt import BREAK, MOST_TOKENS, Prompt
from core.prompts.script import Script

EMBEDDED: Final = "embedded"
KEY: Final = "LOVELM_BENCH_KEY_"
_SEEDS: Final = 1 << 31


class Backend(Protocol):
    """Writes answers, nothing of which is mended or replaced by another's."""

    @property
    def name(self) -> str: ...

    async def write(self, brief: Brief, asked: Prompt, limit: float) -> Written:
        """The answer, or why there is none within `limit` seconds. Never raises for a model."""


class EmbeddedBackend:
    def __init__(self, name: str = EMBEDDED) -> None:
        self.name = name

    async def write(self, brief: Brief, asked: Prompt, limit: float) -> Written:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            draft = await EmbeddedResponder().respond(brief)
        except ModelError as error:
            return Written(failure=type(error).__name__)
        spent = loop.time() - began
        text = f"{draft.speech}\n{BREAK}\n{draft.chat}"
        return Written(text, draft.speech, draft.chat, spent, spent, spent)


@dataclass(slots=True)
class _Pieces:
    """What has come so far, and when."""

    began: float
    script: Script
    text: str = ""
    sentences: list[str] = field(default_factory=list)
    first: float = math.inf
    sentence: float = math.inf
    tokens: tuple[int | None, int | None] = (None, None)

    def add(self, text: str, now: float) -> None:
        self.text += text
        if text:
            self.first = min(self.first, now - self.began)
        self.hear(self.script.write(text), now)

    def hear(self, sentences: list[str], now: float) -> None:
        self.sentences += sentences
        if sentences:
            self.sentence = min(self.sentence, now - self.began)


class ModelBackend:
    """Any chat model of LangChain's, told exactly what LoveLM tells it."""

    def __init__(
        self, name: str, model: BaseChatModel, sow: Callable[[int], object] = lambda _: None
    ) -> None:
        """`sow` is told each answer's seed before it is written."""
        self.name = name
        self._model = model
        self._sow = sow

    async def write(self, brief: Brief, asked: Prompt, limit: float) -> Written:
        loop = asyncio.get_running_loop()
        pieces = _Pieces(loop.time(), Script(brief.persona.name))
        self._sow(brief.seed)
        try:
            async with asyncio.timeout(limit):
                await self._read(pieces, asked.messages, brief.seed, limit)
        except TimeoutError:
            return Written(pieces.text, failure="too late")
        except ModelError as error:
            return Written(pieces.text, failure=str(error))
        except Exception as error:  # whatever a model's library raises is that model's failure
            return Written(pieces.text, failure=type(error).__name__)
        now = loop.time()
        rest, chat = pieces.script.close()
        pieces.hear(rest, now)
        speech = " ".join(pieces.sentences)
        if not (speech or chat):
            return Written(pieces.text, failure="nothing to say")
        return Written(
            pieces.text, speech or chat, chat, pieces.first, pieces.sentence,
            now - pieces.began, *pieces.tokens,
        )  # fmt: skip

    async def ask(self, messages: tuple[Message, ...], limit: float) -> str:
        """What is written in answer to `messages`. Raises ModelError, TimeoutError."""
        pieces = _Pieces(0.0, Script(""))
        async with asyncio.timeout(limit):
            await self._read(pieces, messages, 0, limit)
        return pieces.text

    async def _read(
        self, pieces: _Pieces, messages: Sequence[Message], seed: int, limit: float
    ) -> None:
        loop = asyncio.get_running_loop()
        stream = self._model.astream(
            [TURNED[message.role](message.text) for message in messages],
            max_tokens=MOST_TOKENS,
            timeout=limit,
            seed=seed % _SEEDS,
        )
        async with aclosing(stream) as found:  # type: ignore[type-var]
            async for piece in found:
                if piece.usage_metadata:
                    used = piece.usage_metadata
                    pieces.tokens = (used["input_tokens"], used["output_tokens"])
                pieces.add(str(piece.text), loop.time())


@dataclass(frozen=True, slots=True)
class Spec:
    """A back end as it was named: `url` with `model`, or `local`, or neither (embedded)."""

    name: str
    url: str = ""
    model: str = ""
    local: str = ""

    @property
    def key(self) -> str:
        """The variable of the environment that holds its key."""
        return KEY + re.sub(r"[^A-Z0-9]", "_", self.name.upper())


def parse(option: str, text: str) -> Spec:
    """`embedded`, `NAME=URL#MODEL`, or a local model as `PATH` or `NAME=PATH`.

    Raises ConfigError.
    """
    name, equals, where = text.strip().partition("=")
    if not equals:
        name, where = Path(name).name, name
    if not _NAME.fullmatch(name):
        raise ConfigError(option, f"{text!r} names no back end", FIX)
    if where == EMBEDDED:
        return Spec(name)
    if "://" not in where:
        return Spec(name, local=where)
    url, _, model = where.partition("#")
    if not (equals and model and url.startswith(("http://", "https://"))):
        raise ConfigError(option, f"{name}: an address and a model are needed", FIX)
    return Spec(name, url=url, model=model)


@asynccontextmanager
async def opened(option: str, specs: Sequence[Spec]) -> AsyncIterator[list[Backend]]:
    """The back ends, local models loaded. Raises ConfigError for one that cannot be had."""
    async with AsyncExitStack() as stack:
        yield [await _open(option, spec, stack) for spec in specs]


async def _open(option: str, spec: Spec, stack: AsyncExitStack) -> Backend:
    if spec.url:
        from adapters.models.openai_compatible import openai_compatible

        key = os.environ.get(spec.key, "")
        remote = openai_compatible(spec.url, key, spec.model)
        stack.push_async_callback(remote.root_async_client.close)
        return ModelBackend(spec.name, remote)
    if not spec.local:
        return EmbeddedBackend(spec.name)
    require_torch(option)
    import torch

    from adapters.models.local_transformers import LocalTransformers

    local = await asyncio.to_thread(LocalTransformers.load, spec.local)
    stack.push_async_callback(asyncio.to_thread, local.close)
    return ModelBackend(spec.name, local, torch.manual_seed)


_NAME: Final = re.compile(r"[\w.-]{1,40}")
FIX: Final = "write embedded, NAME=https://server/v1#MODEL, PATH or NAME=PATH"

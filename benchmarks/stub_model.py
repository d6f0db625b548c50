"""A chat model that only takes time: the same time for the same words, whoever asks."""

import asyncio
import random
from typing import Any
from zlib import crc32

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

# No call is quicker or slower than so many times the median.
QUICKEST, SLOWEST = 0.25, 4.0


class StubModel(BaseChatModel):
    """`latency` is the median in seconds, `spread` the standard deviation of its logarithm, 0 for
    always the same. `round` makes other times of the same words."""

    latency: float
    spread: float = 0.0
    round: int = 0
    calls: int = 0

    @property
    def _llm_type(self) -> str:
        return "stub"

    def seconds(self, words: str) -> float:
        """How long an answer to `words` takes."""
        luck = random.Random(crc32(words.encode()))
        times = luck.lognormvariate(0.0, self.spread) if self.spread else 1.0
        return self.latency * min(max(times, QUICKEST), SLOWEST)

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError("asynchronous only")

    async def _agenerate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.calls += 1
        words = f"{self.round}/{messages[-1].text}"
        await asyncio.sleep(self.seconds(words))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(_answer(messages, words)))])


def _answer(messages: list[BaseMessage], words: str) -> str:
    """What the prompt's last example says, which a persona may say; else a word of its own."""
    said = [str(message.text) for message in messages if message.type == "ai"]
    return said[-1] if said else f"{crc32(words.encode()):08x}"

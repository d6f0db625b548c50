"""Chat models on this machine, through transformers: A.X, EXAONE and their like."""

import asyncio
import contextlib
import queue
from collections.abc import AsyncIterator
from importlib.util import find_spec
from typing import Any, Self

import torch
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

from adapters.models.batches import Batches, Row, context
from core.errors import ConfigError, ModelError
from core.prompts.prompt import CONTEXT, MOST_TOKENS
from core.spending.spent import Spent

KEY = "LOVELM_MODEL_LOCAL"
HOW = {"do_sample": True, "temperature": 0.7, "top_p": 0.95, "repetition_penalty": 1.05}
ROLES = {"system": "system", "human": "user", "ai": "assistant"}
# How a model that knows no roles is told who speaks.
PLAIN = {"system": "{text}\n\n", "user": "시청자: {text}\n", "assistant": "상담사: {text}\n"}


class LocalTransformers(BaseChatModel):
    """Streams; turns that come together are written in one batch."""

    name_or_path: str
    _tokenizer: Any = PrivateAttr()
    _batches: Batches = PrivateAttr()

    @classmethod
    def load(cls, base: str, **how: Any) -> Self:
        """The model `base`, a folder or a hub's name; in 4 bits where a GPU and bitsandbytes are
        there. `how` is told to `generate`. Raises ConfigError when it cannot be had, or cannot
        read a prompt as long as ours. Blocks."""
        model = cls(name_or_path=base)
        model._tokenizer, written = _pretrained(base)
        model._batches = Batches(model._tokenizer, written, how or HOW)
        return model

    def close(self) -> None:
        """Stop writing. Blocks until the token that is being written is there."""
        self._batches.close()

    @property
    def batches(self) -> list[int]:
        """How many turns each of the last batches held."""
        return self._batches.sizes

    @property
    def _llm_type(self) -> str:
        return "local-transformers"

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[str | Spent | Exception] = asyncio.Queue()

        def tell(piece: str | Spent | Exception) -> None:
            # Whoever asked may be gone with its loop.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(told.put_nowait, piece)

        row = Row(self._text(messages), kwargs.get("max_tokens", MOST_TOKENS), tell)
        self._batches.put(row)
        try:
            while isinstance(piece := await told.get(), str):
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        finally:
            row.gone = True
        message = AIMessageChunk(content="", usage_metadata=_usage(piece))
        yield ChatGenerationChunk(message=message)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        told: queue.SimpleQueue[str | Spent | Exception] = queue.SimpleQueue()
        self._batches.put(
            Row(self._text(messages), kwargs.get("max_tokens", MOST_TOKENS), told.put)
        )
        text = ""
        while isinstance(piece := told.get(), str):
            text += piece
        message = AIMessage(text, usage_metadata=_usage(piece))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _text(self, messages: list[BaseMessage]) -> str:
        turns = [{"role": ROLES[m.type], "content": str(m.text)} for m in messages]
        if self._tokenizer.chat_template is not None:
            text = self._tokenizer.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=True
            )
            return str(text)
        told = "".join(PLAIN[turn["role"]].format(text=turn["content"]) for turn in turns)
        return told + "상담사:"


def _usage(piece: Spent | Exception) -> UsageMetadata:
    """What it came to. Raises ModelError."""
    if isinstance(piece, ModelError):
        raise piece
    if isinstance(piece, Exception):
        raise ModelError(f"the local model failed ({type(piece).__name__})") from piece
    return UsageMetadata(
        input_tokens=piece.tokens_in, output_tokens=piece.tokens_out, total_tokens=piece.tokens
    )


def _pretrained(base: str) -> tuple[Any, Any]:
    """Tokenizer and model of `base`. No code that comes with it is run."""
    gpu = torch.cuda.is_available()
    how: dict[str, Any] = {"dtype": torch.bfloat16 if gpu else torch.float32}
    small = gpu and find_spec("bitsandbytes") is not None
    if small:
        how["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
        model = AutoModelForCausalLM.from_pretrained(base, **how)
    except (OSError, ValueError, ImportError) as error:
        why = f"{base} cannot be loaded ({type(error).__name__}): no such folder or model here, or this machine is offline"
        fix = "download the model where there is a network and name its folder"
        raise ConfigError(KEY, why, fix) from error
    if (most := context(model)) < CONTEXT:
        why = f"the context of {base} is too short ({most:,} tokens; prompts need {CONTEXT:,})"
        raise ConfigError(KEY, why, f"choose a chat model with {CONTEXT:,} tokens or more")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer, model.eval() if small else model.eval().to("cuda" if gpu else "cpu")

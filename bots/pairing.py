"""Pairs found by the configured model, which only names sentences by their numbers."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from adapters.models.openai_compatible import openai_compatible
from adapters.recordings.files import Progress
from bots.classifier import require_torch
from bots.data_lock import data_lock
from bots.database import open_ours
from bots.models import model_key
from bots.settings import Settings, data_folder
from core.errors import (
    BudgetSpent,
    ConfigError,
    Misconfigured,
    ModelDown,
    ModelError,
    Overloaded,
    Unfit,
)
from core.labels import Platform
from core.pipeline.occasion import Occasion
from core.prompts.message import Message
from core.prompts.pairing import MOST_TOKENS, WINDOW, Told, asking, next_start, told
from core.prompts.prompt import AROUND_MESSAGE
from core.recordings.pairs import Pair, Sentence
from core.spending.budget import Budget, Call, Cap, Caps, Price
from core.spending.spent import Spent
from storage.spending import SqlSpending

ATTEMPTS, PAUSE, LONGEST_PAUSE = 3, 1.0, 60.0
# Seconds for one window: a model on a small machine writes slowly.
DEADLINE = 300.0
# Whose spending it is: nobody's in a chat.
WHO = Occasion(viewer="studio", platform=Platform.ROOM, channel="studio")


def model_name(settings: Settings) -> str:
    """Raises ConfigError where no model is configured."""
    if not (settings.model_url or settings.model_local):
        raise ConfigError(
            "--by model",
            "no model is configured",
            "set LOVELM_MODEL_URL and LOVELM_MODEL, or LOVELM_MODEL_LOCAL; --by rules needs none",
        )
    return settings.model or Path(settings.model_local).name


def pairs_by_model(
    settings: Settings,
    spoken: Sequence[Sentence],
    own: str,
    progress: Progress,
    said: Callable[[int, int], None],
) -> list[Pair]:
    """Every pair in `spoken`; `said` hears how many sentences are read, of how many. Goes on
    where `progress` stopped. Raises ConfigError and ModelError."""
    return asyncio.run(_pairs(settings, spoken, own, progress, said))


async def _pairs(
    settings: Settings,
    spoken: Sequence[Sentence],
    own: str,
    progress: Progress,
    said: Callable[[int, int], None],
) -> list[Pair]:
    found: list[Pair] = [msgspec.convert(one, Pair) for one in progress.found]
    async with _model(settings) as model, _budget(settings) as budget:
        start = progress.until
        while start < len(spoken):
            said(start, len(spoken))
            shown = spoken[start : start + WINDOW]
            read = await _read(model, budget, shown, own)
            last = start + len(shown) >= len(spoken)
            start, count = next_start(start, len(shown), read, last)
            for one in read[:count]:
                progress.add(one.pair)
                found.append(one.pair)
            progress.step(start)
    return found


async def _read(
    model: BaseChatModel, budget: Budget, shown: Sequence[Sentence], own: str
) -> list[Told]:
    """The pairs of one window, asked for again where that may help."""
    for attempt in range(1, ATTEMPTS + 1):
        mark = secrets.token_hex(8)
        try:
            written = await _asked(model, budget, asking(shown, own, mark))
            return told(written, shown, own)
        except Misconfigured as error:
            raise ConfigError(error.key, error.why, error.fix) from error
        except (ModelDown, Unfit) as error:
            if attempt == ATTEMPTS:
                raise
            pause = error.retry_after if isinstance(error, Overloaded) else PAUSE * attempt
            await asyncio.sleep(min(pause, LONGEST_PAUSE))
    raise AssertionError


async def _asked(model: BaseChatModel, budget: Budget, messages: list[Message]) -> str:
    most = sum(len(message.text.encode()) + AROUND_MESSAGE for message in messages)
    system, script = messages
    prompt: list[BaseMessage] = [SystemMessage(system.text), HumanMessage(script.text)]
    try:
        async with asyncio.timeout(DEADLINE), budget.call(WHO, most, MOST_TOKENS) as call:
            return await _written(model, budget, prompt, call)
    except TimeoutError as error:
        raise ModelError("the model did not answer in time") from error
    except BudgetSpent as error:
        raise ConfigError(
            "LOVELM_MODEL_CAP_WON or LOVELM_MODEL_CAP_TOKENS",
            "the cap of a day is reached",
            "raise it, or go on tomorrow: what is found stays",
        ) from error


async def _written(
    model: BaseChatModel,
    budget: Budget,
    prompt: list[BaseMessage],
    call: Call,
) -> str:
    text = ""
    try:
        async for chunk in model.astream(prompt, max_tokens=MOST_TOKENS):
            text += str(chunk.text)
            if usage := getattr(chunk, "usage_metadata", None):
                call.spent = budget.price.of(usage["input_tokens"], usage["output_tokens"])
    except ModelError as error:
        if not error.sent:
            call.spent = Spent()
        raise
    return text


@asynccontextmanager
async def _budget(settings: Settings) -> AsyncIterator[Budget]:
    """The installation's own; one process at a time counts in it."""
    folder = data_folder(settings)
    cap = Cap(settings.model_cap_won, settings.model_cap_tokens)
    price = Price(settings.model_price_in, settings.model_price_out)
    with data_lock(folder):
        async with open_ours(settings, folder) as database:
            caps = Caps(cap, lambda *_: cap, cap)
            yield Budget(SqlSpending(database), price, caps, lambda who: who, time.time)


@asynccontextmanager
async def _model(settings: Settings) -> AsyncIterator[BaseChatModel]:
    if not settings.model_local:
        model = openai_compatible(settings.model_url, model_key(settings), settings.model)
        # The library shares its connections between models, but they belong to one loop.
        async with openai.DefaultAsyncHttpxClient() as connections:
            client = model.root_async_client.with_options(http_client=connections)
            model.root_async_client, model.async_client = client, client.chat.completions
            yield model
        return
    require_torch("LOVELM_MODEL_LOCAL")
    from adapters.models.local_transformers import LocalTransformers

    local = await asyncio.to_thread(LocalTransformers.load, settings.model_local)
    try:
        yield local
    finally:
        await asyncio.to_thread(local.close)

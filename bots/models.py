"""What writes the answers: the model that an operator chose, or the embedded responder."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.models.embedded import EmbeddedResponder
from bots.classifier import require_torch
from bots.settings import Settings
from core.channels.console import PartState
from core.channels.settings import ChannelSettings
from core.errors import ConfigError
from core.labels import Platform
from core.meter import SILENT, Meter
from core.ports import Clock, Responder
from core.spending.budget import Budget, Cap, Caps, Price
from core.spending.costs import Till
from storage.spending import SqlSpending

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PART = "model"


@dataclass(frozen=True, slots=True)
class Writer:
    """What answers, what that costs, and how the model is, where there is one."""

    responder: Responder
    till: Till
    health: Callable[[], list[PartState]]
    # Whether the model failed so often that it is hardly asked.
    resting: Callable[[], bool] = lambda: False


@asynccontextmanager
async def writer(
    settings: Settings,
    database: AsyncEngine,
    person: Callable[[str], str],
    channel: Callable[[Platform, str], ChannelSettings],
    clock: Clock,
    meter: Meter = SILENT,
) -> AsyncIterator[Writer]:
    """The configured model with the embedded responder behind it, or that one alone.

    A model's library is loaded only where one is configured. Raises ConfigError for a key or a
    local model that cannot be had; a server that is wrong or away is for the responder to bear.
    """
    spending, embedded = SqlSpending(database), EmbeddedResponder()
    price = Price(settings.model_price_in, settings.model_price_out)
    budget = Budget(spending, price, _caps(settings, channel), person, clock)
    if not (settings.model_url or settings.model_local):
        yield Writer(embedded, Till(budget, spending, clock), list)
        return
    from adapters.models.chat_responder import ChatResponder

    model, close = await _model(settings)
    name = settings.model or Path(settings.model_local).name
    responder = ChatResponder(
        model,
        name,
        embedded,
        budget,
        settings.model_deadline,
        settings.model_concurrency,
        meter=meter,
    )

    def problems() -> dict[str, str]:
        return dict(responder.problems)

    def health() -> list[PartState]:
        return [PartState(PART, not problems(), problems())]

    try:
        till = Till(budget, spending, clock, name, problems)
        yield Writer(responder, till, health, lambda: responder.resting)
    finally:
        await asyncio.to_thread(close)


def model_key(settings: Settings) -> str:
    """The model's key, from the environment or from its file. Raises ConfigError."""
    if settings.model_key_file is None:
        return settings.model_key.get_secret_value()
    try:
        return settings.model_key_file.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = f"{settings.model_key_file} cannot be read ({type(error).__name__})"
        raise ConfigError("LOVELM_MODEL_KEY_FILE", why, "let this user read it") from error


def _caps(settings: Settings, channel: Callable[[Platform, str], ChannelSettings]) -> Caps:
    def of(platform: Platform, key: str) -> Cap:
        here = channel(platform, key)
        # The room is the operator's own: it has no panel and no cap beside theirs.
        won = settings.model_cap_won if platform is Platform.ROOM else here.model_won
        return Cap(won, here.model_tokens)

    viewer = Cap(settings.model_viewer_won, settings.model_viewer_tokens)
    return Caps(viewer, of, Cap(settings.model_cap_won, settings.model_cap_tokens))


async def _model(settings: Settings) -> tuple["BaseChatModel", Callable[[], None]]:
    if settings.model_local:
        require_torch("LOVELM_MODEL_LOCAL")
        from adapters.models.local_transformers import LocalTransformers

        local = await asyncio.to_thread(LocalTransformers.load, settings.model_local)
        return local, local.close
    from adapters.models.openai_compatible import openai_compatible

    remote = openai_compatible(settings.model_url, model_key(settings), settings.model)
    return remote, lambda: None

"""A simulated stream: scripted viewers, real personas, and you."""

import argparse
import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, Protocol

from adapters.simulated.audience import Audience
from adapters.simulated.openai import SimulatedOpenAi
from bots import logs, settings
from bots.commands.run import announce, stop_on_signal
from bots.compose import compose
from bots.rehearsal import pointed, rehearsal
from bots.settings import Settings

# Seconds between the simulated model's pieces of four letters: about as fast as a small local one.
PAUSE = 0.06


class Show(Protocol):
    def __call__(self, chosen: Settings, pace: float, /) -> Coroutine[Any, Any, None]: ...


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--verbose", action="store_true", help="log what happens, not only what fails"
    )
    parser.add_argument("--pace", type=float, default=1.0, help="2 plays twice as fast")
    parser.add_argument(
        "--quiet-audience", action="store_true", help="no scripted viewers, only you"
    )
    parser.add_argument(
        "--platforms",
        action="store_true",
        help="on a local Chzzk, Twitch and Discord, with a page to try them; forgotten at the end",
    )
    parser.add_argument(
        "--model",
        action="store_true",
        help="answers of a local, simulated language model, spoken while it writes",
    )


def main(chosen: argparse.Namespace) -> int:
    ours = settings.load()
    logs.set_up_as(ours, chosen.verbose)
    pace = 0.0 if chosen.quiet_audience else chosen.pace
    show = _platforms if chosen.platforms else _demo
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_with_model(show, ours, pace) if chosen.model else show(ours, pace))
    return 0


async def _with_model(show: Show, chosen: Settings, pace: float) -> None:
    async with SimulatedOpenAi(pause=PAUSE).serve() as model:
        ours = {
            "model_local": "",
            "model_key_file": None,
            "model_price_in": 0,
            "model_price_out": 0,
        }
        await show(pointed(chosen.model_copy(update=ours), model.settings()), pace)


async def _demo(chosen: Settings, pace: float) -> None:
    stop_on_signal()
    async with compose(chosen, demo=True) as app:
        announce(app)
        print(
            "Open both links. Type a worry into the room, for example: 남친이 3일째 읽씹해요",
            flush=True,
        )
        if pace > 0 and app.room is not None:
            audience = Audience(app.room.enter, pace)
            app.tasks.append(audience.run)
        await app.run()


async def _platforms(chosen: Settings, pace: float) -> None:
    stop_on_signal()
    async with rehearsal(chosen) as (app, stage):
        announce(app)
        print(f"stage     {stage.url}  (secret; you can be anybody there)", flush=True)
        if pace > 0:
            audience = Audience(stage.enter, pace)
            app.tasks.append(audience.run)
        await app.run()

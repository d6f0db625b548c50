"""The whole application on simulated platforms, with nothing real within its reach."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.simulated.chzzk import SimulatedChzzk
from adapters.simulated.discord import SimulatedDiscord
from adapters.simulated.stage.stage import Stage
from adapters.simulated.twitch import SimulatedTwitch
from bots.app import App
from bots.compose import compose
from bots.settings import Settings, variable


@asynccontextmanager
async def rehearsal(settings: Settings) -> AsyncIterator[tuple[App, Stage]]:
    """The application as `settings` say, but on a local Chzzk, Twitch and Discord, and the stage
    on which people try them.

    Its data folder is new and goes with it: no real account's token is replaced, and nothing
    that is owed on a real channel is said here. Raises what `compose` raises.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="lovelm-"))
        chzzk = await stack.enter_async_context(SimulatedChzzk().serve())
        twitch = await stack.enter_async_context(SimulatedTwitch().serve())
        discord = await stack.enter_async_context(SimulatedDiscord().serve())
        stage = Stage(chzzk, twitch, discord, secrets.token_urlsafe(24))
        await stack.enter_async_context(stage.serve())
        where = chzzk.settings() | twitch.settings() | discord.settings()
        here = pointed(settings, where).model_copy(update={"data_dir": Path(folder)})
        app = await stack.enter_async_context(compose(here, demo=True))
        app.tasks.append(stage.run)
        yield app, stage


def pointed(settings: Settings, environment: dict[str, str]) -> Settings:
    """`settings` with those of `environment` in their place, checked as if they were set there."""
    names = {variable(name): name for name in Settings.model_fields}
    given = {names[key]: value for key, value in environment.items()}
    checked = Settings.model_validate(given)
    return settings.model_copy(update={name: getattr(checked, name) for name in given})

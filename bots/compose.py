"""The only place where things are put together: the roles of one process, side by side."""

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.metrics.gauges import Gauge
from adapters.metrics.meter import PrometheusMeter
from bots import metrics
from bots.app import App, Work, no_tick
from bots.bus import open_bus
from bots.database import open_running
from bots.film_sync import FilmRefresh
from bots.grants import grants_in
from bots.health import checks, health
from bots.platforms import discord, streams
from bots.reporting import last_stream
from bots.roles import news
from bots.roles.clockwork import ASK, TICK, clockwork
from bots.roles.engine import engine, follow
from bots.roles.front import front
from bots.roles.ground import Ground, lay
from bots.roles.pages import Pages, join, pages
from bots.roles.share import Share
from bots.roles.stories import form, inquire
from bots.roles.studio import backstage, opened, studio
from bots.roles.talk import Kept, Talk, keep, talk
from bots.settings import Role, Settings, data_folder
from core.channels.console import Console, PartState
from core.channels.floor import Floor
from core.channels.keys import ChannelKeys
from core.channels.programme_desk import ProgrammeDesk
from core.channels.report_desk import ReportDesk
from core.channels.story_desk import StoryDesk
from core.errors import BadInput
from core.fleet.presence import Presence
from core.labels import Platform
from core.ports import Adapter, Clock, Memory
from core.show.narrator import Narrator
from core.show.stage import FarStage, Stage
from scheduler.cron import following

if TYPE_CHECKING:
    from adapters.discord.adapter import DiscordAdapter


@asynccontextmanager
async def compose(
    settings: Settings, demo: bool = False, clock: Clock = time.time
) -> AsyncIterator[App]:
    """Everything one process needs, built in order and closed in reverse.

    Raises ConfigError when a file, folder, port or setting is unusable.
    """
    async with AsyncExitStack() as stack:
        if settings.roles == (Role.JOBS,):
            yield await _jobs_alone(settings, stack, clock)
        else:
            yield await _process(await lay(settings, stack, clock, demo), demo, stack)


async def _jobs_alone(settings: Settings, stack: AsyncExitStack, clock: Clock) -> App:
    """Knows no viewers, and loads nothing to think with."""
    database = await stack.enter_async_context(open_running(settings, data_folder(settings)))
    bus = await stack.enter_async_context(open_bus(settings))
    meter = PrometheusMeter(version("lovelm"))
    presence = Presence(bus.newsroom, settings.roles, time.monotonic)
    stack.push_async_callback(presence.leave)
    films = FilmRefresh(settings, lambda _: None, clock)
    refreshed = partial(bus.newsroom.tell, news.FILMS)
    url, lag = await front(settings, meter, bus, checks(database, {}) | bus.check, [], (), stack)
    work = clockwork(settings, database, films, refreshed, bus.compact, clock, bus.newsroom)
    return App(url, tasks=[lag, bus.newsroom.run, presence.run, work])


async def _process(ground: Ground, demo: bool, stack: AsyncExitStack) -> App:
    settings, bus, roles = ground.settings, ground.bus, ground.settings.roles
    shown = await pages(ground, demo, stack) if Role.WEB in roles else None
    stage: Stage = shown.narrator if shown else FarStage(bus.newsroom, ground.presence.watched)
    news.share(ground)
    await news.recall(ground)
    stack.push_async_callback(ground.known.care_log.flush)
    follow(ground)
    stack.push_async_callback(ground.presence.leave)
    workers = engine(ground, stage) if Role.ENGINE in roles else None
    if workers is not None:
        stack.push_async_callback(workers.errands.flush)
    if Role.CHAT in roles or shown:
        app = await _talking(ground, shown, stage, stack)
    else:
        news.mind(ground)
        news.drop(ground, ground.brain.dialogues.forget, ground.brain.corner.listings.forget)
        ground.presence.parts = ground.writes.health
        url, lag = await _front(ground, {}, [], (), stack)
        app = App(url, tasks=[lag])
    films = FilmRefresh(settings, ground.brain.show, ground.clock)
    bus.newsroom.on(news.FILMS, None, lambda _: films.load())
    app.tasks += [bus.newsroom.run, ground.presence.run, films.load, ground.known.care_log.run]
    if workers is not None:
        app.tasks.append(workers.run)
    if Role.JOBS in roles:
        refreshed = partial(bus.newsroom.tell, news.FILMS)
        app.tasks.append(
            clockwork(
                settings,
                ground.database,
                films,
                refreshed,
                bus.compact,
                ground.clock,
                bus.newsroom,
                app.tick,
                app.ask,
            )
        )
    return app


async def _talking(ground: Ground, shown: Pages | None, stage: Stage, stack: AsyncExitStack) -> App:
    """Hears and speaks: in the room where pages are shown, and on the platforms of a chat role."""
    settings, bus = ground.settings, ground.bus
    kept = keep(ground)
    console = Console(
        ground.channels, ground.linking, ground.known.people, ground.brain.aftercare,
        ground.store, await ground.store.guilds(),
        {slug: persona.name for slug, persona in ground.brain.personas.items()},
    )  # fmt: skip
    adapters: dict[str, Adapter] = {Platform.ROOM: shown.room} if shown else {}
    outlet = None
    if Role.CHAT in settings.roles:
        found, outlet = await _platforms(ground, kept, console, stack)
        adapters |= found
    memories: dict[str, Memory] = {Platform.DISCORD: outlet} if outlet else {}
    share = None if bus.alone else Share(ground.presence, adapters, room=shown is not None)
    heard = talk(ground, kept, adapters, memories, stage, outlet, share, stack)
    routes: list[web.AbstractRouteDef] = []
    managed = backstage(ground, heard, console)
    if shown:
        hook = join(ground, kept, heard, shown)
        private = studio(ground, kept, heard, shown, stage, managed)
        stack.push_async_callback(private.live.close)
        parts = (shown.room, shown.trial, shown.guide, shown.overlay, hook, private)
        routes = [route for part in parts for route in part.routes()]
        if told := form(ground, kept.stories):
            routes += told.routes()
        stack.push_async_callback(shown.room.close)
    news.care(ground, heard)
    news.mind(ground, shown.narrator.silence if shown else lambda _: None)
    news.manage(ground, console)
    news.forget(ground, kept)
    gauges = metrics.gauges(
        adapters, ground.channels, kept.donations, heard.errands, ground.writes.resting
    )
    url, lag = await _front(ground, adapters, gauges, routes, stack)
    _open_desk(ground, kept, heard, console, stage, share, adapters, shown, url)
    first = opened(ground, console, managed, url if shown else "")
    if share is None:
        # All is settled before anything new is taken, or that would be settled as well.
        await heard.recovery.look(died=True)
    else:
        await share.begin(bus, settings.discord_shard, stack)
    room = shown.room if shown else None
    overlay = f"{url}/overlay#{ground.keys.overlay.hex()}" if shown else ""
    private_url = await first() if shown else ""
    tasks = [lag, *heard.work, *(shown.work if shown else ())]
    bus.newsroom.on(TICK, None, lambda _: heard.corners.tick())
    ask = inquire(ground, kept.stories, outlet).ask if outlet else no_tick
    bus.newsroom.on(ASK, None, lambda _: ask())
    return App(
        url, overlay, room, adapters, heard.listener.hear, heard.corners.tick, tasks, private_url,
        ask,
    )  # fmt: skip


async def _platforms(
    ground: Ground, kept: Kept, console: Console, stack: AsyncExitStack
) -> "tuple[dict[str, Adapter], DiscordAdapter | None]":
    """All that is switched on; Discord, which is the desk too, by itself as well."""
    settings, clock = ground.settings, ground.clock
    grants = await grants_in(ground.database, settings, ground.folder)
    adapters = await streams(settings, ground.folder, grants, stack, clock, ground.turns.said_since)
    if not settings.discord_on:
        return adapters, None
    outlet = discord(settings, ground.brain.personas, console, ground.linking, kept.privacy, clock)
    return adapters | {Platform.DISCORD: outlet}, outlet


def _open_desk(
    ground: Ground,
    kept: Kept,
    heard: Talk,
    console: Console,
    stage: Stage,
    share: Share | None,
    adapters: dict[str, Adapter],
    shown: Pages | None,
    url: str,
) -> None:
    """What managers see and do; addresses begin with `url`."""
    presence = ground.presence

    def ours(home: str) -> bool:
        return share is None or share.serves(home)

    ground.channels.ours = ours
    shows = Role.WEB in ground.settings.roles
    floor = Floor(ground.channels, ground.bus.newsroom, ours, shows)
    floor.rest, floor.tell = heard.listener.rest, heard.tell
    floor.wake = heard.listener.wake
    if isinstance(stage, Narrator):
        floor.speak, floor.speaking = stage.release, stage
    floor.approval, floor.approved = kept.donations.approval, heard.listener.approved
    floor.unanswered = heard.unanswered

    def parts() -> Iterable[PartState]:
        voice = shown.health() if shown else []
        return [*health(adapters), *ground.writes.health(), *voice]

    told = kept.stories
    console.stories = StoryDesk(
        console.check, told.store, told.box, told.airing, lambda *about: console.note(*about)
    )
    console.reports = ReportDesk(
        console.check,
        last_stream(
            ground.database,
            ground.brain.understander,
            lambda: ground.brain.films.catalogue,
            ground.settings.keep_chat,
        ),
    )
    console.programme = ProgrammeDesk(
        console.check,
        ground.channels,
        following,
        ground.clock,
        lambda *about: console.note(*about),
    )
    console.floor, console.donations, console.till = floor, kept.donations, ground.writes.till
    console.health = lambda: presence.with_others(parts())
    presence.parts = parts
    public = ground.settings.public_url.rstrip("/") or (url if shows else "")
    console.addresses = {
        "overlay": _addresses(f"{public}/overlay", ground.overlay_keys),
        "hook": _addresses(f"{public}/hooks/donation", ground.hook_keys),
    }


def _addresses(page: str, keys: ChannelKeys) -> Callable[[Platform, str], str]:
    def address(platform: Platform, channel: str) -> str:
        if not page.startswith("http"):
            raise BadInput(NOWHERE)
        return f"{page}#{keys.token(platform, channel)}"

    return address


async def _front(
    ground: Ground,
    adapters: dict[str, Adapter],
    gauges: list[Gauge],
    routes: Iterable[web.AbstractRouteDef],
    stack: AsyncExitStack,
) -> tuple[str, Work]:
    asked = checks(ground.database, adapters) | ground.bus.check
    return await front(ground.settings, ground.meter, ground.bus, asked, gauges, routes, stack)


# The pages are another process's, and nobody said where that is.
NOWHERE = "주소를 알 수 없어요. 운영하는 분이 LOVELM_PUBLIC_URL을 정해야 해요."

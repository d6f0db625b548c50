"""What joins the parts of LoveLM: queues in this process, or Redis between several."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass

from adapters.topics.memory import MemoryTopic
from adapters.topics.memory_leases import MemoryLeases
from bots.health import OK, Check
from bots.settings import Settings
from core.delivery.mouth import SAY
from core.errors import ConfigError
from core.events import Donation
from core.fleet.newsroom import Newsroom
from core.labels import Platform
from core.ports import Leases, Topic
from core.replies import Reply
from core.safety.alarms import Alarm
from core.turns import Turn

log = logging.getLogger(__name__)

ENGINE, HEAR, RING = "engine", "hear", "ring"
ROOM = "room"


@dataclass(frozen=True, slots=True)
class Bus:
    """`hooks` are donations that a web page took for a stream, `alarms` those for managers that
    another process can reach; `lease` divides names of one kind among those who ask for them."""

    turns: Topic[Turn]
    replies: Topic[Reply]
    hooks: Topic[Donation]
    alarms: Topic[Alarm]
    newsroom: Newsroom
    lease: Callable[[str], AbstractAsyncContextManager[Leases]]
    check: dict[str, Check]
    # Makes Redis' file hold nothing of what was deleted.
    compact: Callable[[], Awaitable[None]]

    @property
    def alone(self) -> bool:
        """Whether there is no other process."""
        return self.newsroom.alone


def homes(shard: str) -> Callable[[Platform, str], str]:
    """Names the lease of a channel; `shard` is this process's of Discord."""

    def home(platform: Platform, channel: str) -> str:
        if platform is Platform.ROOM:
            return ROOM
        if platform is Platform.DISCORD:
            return f"{platform}/{shard}"
        return f"{platform}/{channel.partition('/')[0]}"

    return home


def shard_of(guild: str | None, shards: int) -> int:
    """Discord's shard of a guild (https://discord.com/developers/docs/events/gateway#sharding)."""
    return (int(guild) >> 22) % shards if guild and guild.isascii() and guild.isdigit() else 0


@asynccontextmanager
async def open_bus(
    settings: Settings, alarm_home: Callable[[Alarm], str] = lambda _: ""
) -> AsyncIterator[Bus]:
    """Raises ConfigError where a process that does not do everything has nobody to work with,
    or Redis cannot be used."""
    if not settings.shared:
        if not settings.whole:
            raise ConfigError(
                "LOVELM_REDIS_URL",
                "is missing although LOVELM_ROLES leaves parts to other processes",
                "set it, or remove LOVELM_ROLES to do everything in one process",
            )
        yield Bus(
            MemoryTopic((ENGINE,)), MemoryTopic((SAY,)), MemoryTopic((HEAR,)),
            MemoryTopic((RING,)), Newsroom(), lambda _: nullcontext(MemoryLeases()), {}, _nothing,
        )  # fmt: skip
        return
    async with AsyncExitStack() as stack:
        yield await _joined(settings, alarm_home, stack)


async def _joined(
    settings: Settings, alarm_home: Callable[[Alarm], str], stack: AsyncExitStack
) -> Bus:
    # Half a second to import, which a process by itself need not pay.
    from adapters.topics.redis_broadcast import RedisBroadcast
    from adapters.topics.redis_connection import FAULTS, connected
    from adapters.topics.redis_leases import RedisLeases
    from adapters.topics.redis_streams import RedisTopic

    open_ = stack.enter_async_context
    home = homes(settings.discord_shard)
    redis = await open_(connected(settings.redis_url.get_secret_value(), settings.redis_volatile))

    async def answers() -> str:
        await redis.about("server")
        return OK

    async def compact() -> None:
        try:
            await redis.compact()
        except FAULTS as error:
            why = type(error).__name__
            log.error("Redis does not write its file anew; see docs/deploy.md", extra={"why": why})

    return Bus(
        turns=await open_(
            RedisTopic(redis, "turns", (ENGINE,), Turn, identify=lambda turn: turn.id)
        ),
        replies=await open_(
            RedisTopic(
                redis, "replies", (SAY,), Reply,
                lane=lambda reply: reply.home, identify=lambda reply: reply.turn_id,
            )
        ),
        hooks=await open_(
            RedisTopic(
                redis, "hooks", (HEAR,), Donation,
                lane=lambda gift: home(gift.platform, gift.channel), identify=lambda gift: gift.id,
            )
        ),
        alarms=await open_(RedisTopic(redis, "alarms", (RING,), Alarm, lane=alarm_home)),
        newsroom=Newsroom(await open_(RedisBroadcast(redis))),
        lease=lambda of: RedisLeases(redis, f"leases {of}"),
        check={"redis": answers},
        compact=compact,
    )  # fmt: skip


async def _nothing() -> None:
    """There is no file."""

"""The connection to Redis, one server or a cluster, that topics, news and leases share."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, Final, TypeVar

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import NoScriptError, RedisClusterException, RedisError

from core.errors import ConfigError

T = TypeVar("T")

# Whatever Redis does while it is away, starts, loads, is full or elects another.
FAULTS: Final = (RedisError, RedisClusterException, OSError, TimeoutError)
ADDRESS: Final = "LOVELM_REDIS_URL"
VOLATILE: Final = "LOVELM_REDIS_VOLATILE"
OLDEST = (6, 2)
# Seconds: to an answer at the start, to any answer, to a connection.
START_WITHIN = 2.0
ANSWER_WITHIN = 5.0
CONNECT_WITHIN = 2.0


async def told(answer: Awaitable[T]) -> T:
    """`answer` of redis-py, which waits with asyncio.wait_for; in Python 3.11 that can swallow a
    cancellation, which is raised here."""
    task = asyncio.current_task()
    assert task is not None
    before = task.cancelling()
    try:
        result = await answer
    except Exception:  # whatever failed, a cancellation that came meanwhile goes first
        if task.cancelling() > before:
            raise asyncio.CancelledError from None
        raise
    if task.cancelling() > before:
        raise asyncio.CancelledError
    return result


class Script:
    """A Lua file of ours. Its keys must share KEYS[1]'s hash tag."""

    def __init__(self, name: str) -> None:
        self.text = (files("adapters.topics") / "lua" / f"{name}.lua").read_text("utf-8")
        self.sha = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


class Connection:
    """Commands to Redis; nothing is tried twice here."""

    def __init__(self, client: Redis | RedisCluster, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def key(self, name: str) -> str:
        """What all keys of `name` begin with; in a cluster they are on one node."""
        return f"{self._prefix}:{{{name}}}"

    async def run(self, script: Script, key: str, *arguments: str | bytes | int) -> Any:
        """The script's result. Raises one of FAULTS."""
        try:
            return await self._command("EVALSHA", script.sha, 1, key, *arguments)
        except NoScriptError:
            return await self._command("EVAL", script.text, 1, key, *arguments)

    async def read(
        self, group: str, reader: str, streams: list[bytes], longest: float
    ) -> list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]:
        """What nobody of `group` has read yet, one of each stream: its id and fields. Waits
        `longest` seconds for the first. Raises one of FAULTS."""
        about = ("GROUP", group, reader, "COUNT", 1, "BLOCK", int(longest * 1000))
        after = [">"] * len(streams)
        return await self._command("XREADGROUP", *about, "STREAMS", *streams, *after) or []

    async def publish(self, channel: str, message: bytes) -> None:
        """To whoever listens now. Raises one of FAULTS."""
        await self._command("PUBLISH", channel, message)

    async def _command(self, *parts: str | bytes | int) -> Any:
        try:
            return await told(self._client.execute_command(*parts))
        except (AttributeError, RuntimeError) as error:
            # A command that failed in a cluster closes the connections of others as they open.
            raise Lost(type(error).__name__) from error

    async def compact(self) -> None:
        """Let Redis write its file anew: until then it holds what was deleted as well. Raises one
        of FAULTS, as where a service does not allow it."""
        if isinstance(self._client, RedisCluster):
            await self._client.bgrewriteaof(target_nodes=RedisCluster.PRIMARIES)
        else:
            await self._client.bgrewriteaof()

    def pubsub(self) -> PubSub:
        return self._client.pubsub()

    async def about(self, section: str) -> list[dict[str, Any]]:
        """INFO of every node that holds data."""
        if not isinstance(self._client, RedisCluster):
            return [await self._client.info(section)]
        found = await self._client.info(section, target_nodes=RedisCluster.PRIMARIES)
        # By node, unless there is but one.
        several = all(isinstance(about, dict) for about in found.values())
        return list(found.values()) if several else [found]


@asynccontextmanager
async def connected(url: str, volatile: bool = False) -> AsyncIterator[Connection]:
    """A connection to `url`: redis:// or rediss://, with +cluster after that for a cluster.

    Raises ConfigError when it cannot be used, or may lose what it was given and is not said
    to be `volatile`.
    """
    client = _client(url)
    try:
        connection = Connection(client, f"lovelm:{_database(client)}")
        try:
            async with asyncio.timeout(START_WITHIN):
                await _examine(connection, volatile)
        except FAULTS as error:  # its words may hold the address, and that a password
            raise ConfigError(
                ADDRESS,
                f"Redis does not answer ({type(error).__name__})",
                "start Redis 6.2 or newer and see that address and password are right",
            ) from None
        yield connection
    finally:
        await client.aclose()


def _client(url: str) -> Redis | RedisCluster:
    scheme, _, rest = url.partition("://")
    kind, _, cluster = scheme.partition("+")
    options: dict[str, Any] = {
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": ANSWER_WITHIN,
        "socket_connect_timeout": CONNECT_WITHIN,
        "protocol": 2,
    }
    try:
        if kind not in ("redis", "rediss") or cluster not in ("", "cluster"):
            raise ValueError
        if cluster:
            return RedisCluster.from_url(f"{kind}://{rest}", **options)
        return Redis.from_url(f"{kind}://{rest}", **options)
    except (ValueError, RedisClusterException):
        raise ConfigError(
            ADDRESS,
            "is no address of a Redis",
            "write redis://HOST:6379/0 or redis+cluster://HOST:6379",
        ) from None


def _database(client: Redis | RedisCluster) -> int:
    """Channels of news know no databases: the number is in every name."""
    if isinstance(client, RedisCluster):
        return 0
    return int(client.connection_pool.connection_kwargs.get("db") or 0)


async def _examine(connection: Connection, volatile: bool) -> None:
    """Raises ConfigError for a Redis that is too old or may forget."""
    for about in await connection.about("server"):
        version = str(about["redis_version"])
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
            raise ConfigError(ADDRESS, f"Redis {version} is too old", "use Redis 6.2 or newer")
    if volatile:
        return
    for about in await connection.about("persistence"):
        if not about["aof_enabled"]:
            _forgetful("Redis keeps nothing when it dies (appendonly no)", "set appendonly yes")
    for about in await connection.about("memory"):
        if about["maxmemory"] and about["maxmemory_policy"] != "noeviction":
            _forgetful(
                f"Redis drops what it has when full (maxmemory-policy {about['maxmemory_policy']})",
                "set maxmemory-policy noeviction",
            )


def _forgetful(why: str, fix: str) -> None:
    raise ConfigError(ADDRESS, why, f"{fix} in redis.conf, or {VOLATILE}=1 to do without")

"""A pub/sub channel heard for ever."""

import asyncio
import logging
from collections.abc import Callable

from redis.exceptions import ConnectionError as Lost

from adapters.topics.redis_connection import FAULTS, Connection, told

log = logging.getLogger(__name__)

RETRY_AFTER = 0.25
# Seconds without a word, then again without an answer: the connection is dead.
QUIET = 5.0


async def hear(
    connection: Connection,
    channel: str,
    heard: Callable[[bytes], None],
    joined: Callable[[], None],
) -> None:
    """Call `heard` with every message until cancelled; `joined` whenever that begins (anew), as
    it does after either of them raised."""
    faulty = False

    def begun() -> None:
        nonlocal faulty
        faulty = False
        joined()

    while True:
        try:
            await told(_hear(connection, channel, heard, begun))
        except FAULTS as error:
            if not faulty:
                log.warning("redis channel lost", extra={"error": type(error).__name__})
            faulty = True
        except Exception:  # also what `heard` and `joined` raise
            log.exception("redis channel lost")
        await asyncio.sleep(RETRY_AFTER)


async def _hear(
    connection: Connection,
    channel: str,
    heard: Callable[[bytes], None],
    joined: Callable[[], None],
) -> None:
    # A new one each time: in a cluster another node may hold the channel by now.
    async with connection.pubsub() as pubsub:
        await told(pubsub.subscribe(channel))
        asked = False
        while True:
            message = await told(pubsub.get_message(timeout=QUIET))
            if message is not None:
                asked = False
                if message["type"] == "subscribe":
                    joined()
                elif message["type"] == "message":
                    heard(message["data"])
            elif asked:
                raise Lost("no answer to a ping")
            else:
                await told(pubsub.ping())
                asked = True

"""What a session hears: chat, donations and subscriptions, each asked for until it is granted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.chzzk.api import OpenApi
from adapters.chzzk.frames import System
from adapters.chzzk.problems import Trouble, Unusable
from adapters.supervise import backoff
from core.errors import Disconnected, RateLimited, SendRejected

log = logging.getLogger(__name__)

T = TypeVar("T")

# A permission that was refused is not granted from one minute to the next.
REFUSED_AGAIN = 600.0
# Asked to wait, we wait: no shorter than the one, no longer than the other.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.3, 60.0

Granted = Callable[[Trouble], None]
Refused = Callable[[Trouble, str], None]


class Subscriptions:
    """One session's. Chat is what the bot lives on, so a session without it is given up; the
    others may lack consent and are asked for again while chat is heard."""

    def __init__(
        self, api: OpenApi, tasks: asyncio.TaskGroup, granted: Granted, refused: Refused
    ) -> None:
        """`tasks` lives as long as the session; `refused` gets Chzzk's reason, or ""."""
        self._api = api
        self._tasks = tasks
        self._granted = granted
        self._refused = refused
        self._key = ""

    def begin(self, key: str) -> None:
        """Subscribe the session that has this key; told again, once is enough."""
        if key == self._key:
            return
        self._key = key
        for kind in KINDS:
            self._ask(kind)

    def withdrawn(self, system: System) -> None:
        """Chzzk took a subscription back. Raises Unusable for chat: begin anew, and if the
        consent is gone, Chzzk will say so there."""
        told = (system.data and system.data.event_type) or ""
        kind = told.lower()
        log.error("subscription withdrawn", extra={"kind": kind})
        if kind == Trouble.CHAT:
            raise Unusable(Trouble.CHAT)
        for known in KINDS:
            if known == kind:
                self._refused(known, "")
                self._ask(known, after=REFUSED_AGAIN)

    def _ask(self, kind: Trouble, after: float = 0.0) -> None:
        self._tasks.create_task(self._subscribe(kind, after), name=f"subscribe {kind}")

    async def _subscribe(self, kind: Trouble, after: float) -> None:
        failures = 0
        await asyncio.sleep(after)
        while True:
            try:
                await patiently(lambda: self._api.subscribe(kind, self._key))
            except SendRejected as error:
                log.error("no permission for", extra={"kind": kind, "why": error.reason})
                if kind is Trouble.CHAT:
                    raise Unusable(kind, error.reason) from error
                self._refused(kind, error.reason)
                await asyncio.sleep(REFUSED_AGAIN)
            except Disconnected:
                if kind is Trouble.CHAT:
                    raise
                failures += 1
                await asyncio.sleep(backoff(failures))
            else:
                return self._granted(kind)


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What `ask` gives, asked again after as long as Chzzk wants us to wait."""
    while True:
        try:
            return await ask()
        except RateLimited as error:
            await asyncio.sleep(min(max(error.retry_after, SHORTEST_PAUSE), LONGEST_PAUSE))


KINDS = (Trouble.CHAT, Trouble.DONATION, Trouble.SUBSCRIPTION)

"""What the processes of one installation tell one another, and ask."""

import asyncio
import contextlib
import itertools
import logging
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from core.errors import TopicError
from core.fleet.news import MISSED, News
from core.ports import Broadcast

log = logging.getLogger(__name__)

# News that wait to be sent; the oldest gives way.
HELD = 2_000
# Seconds in which whoever knows an answer gives it.
WITHIN = 2.0
ANSWER = "answer"
# Seconds; a process that is joined tells something every two.
ECHO_WITHIN = 6.0
AGAIN_AFTER = 1.0

T = TypeVar("T")
A = TypeVar("A")


class Told(Struct):
    """`by` is the process that tells, `id` the question's, if it is one or the answer to one."""

    by: str
    what: Any = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class _Ear:
    kind: Any
    hear: Callable[[Any], Any]
    answers: bool = False


class Newsroom:
    """Hands what other processes tell to whoever asked for that kind; what this one tells goes
    to the others only.

    Without a broadcast there are no others: nothing is told, nobody answers.
    """

    def __init__(self, broadcast: Broadcast | None = None) -> None:
        """Wired up later: `missed` are called when news may have been lost; each reads again
        what its news are about."""
        self._broadcast = broadcast
        # From now on, whenever it is run.
        self._news = broadcast.listen() if broadcast else None
        self._echoed = float("-inf")
        self._lost = False
        self.me = secrets.token_hex(8)
        self._ears: dict[str, _Ear] = {}
        self._waiting: deque[tuple[str, Told]] = deque(maxlen=HELD)
        self._something = asyncio.Event()
        self._questions = itertools.count(1)
        self._asked: dict[str, list[Any]] = {}
        self._answered = asyncio.Event()
        self._busy: set[asyncio.Task[None]] = set()
        self.missed: list[Callable[[], Awaitable[object]]] = []

    @property
    def connected(self) -> bool:
        """Whether what is told here has been heard of late, by this process itself."""
        return self.alone or time.monotonic() - self._echoed < ECHO_WITHIN

    @property
    def alone(self) -> bool:
        """Whether there are no others by the way this was set up."""
        return self._broadcast is None

    def on(self, kind: str, of: type[T] | Any, hear: Callable[[T], object]) -> None:
        """Let `hear` have news of `kind`, whose payload is `of` that type."""
        self._ears[kind] = _Ear(of, hear)

    def answer(self, kind: str, of: type[T] | Any, give: Callable[[T], Awaitable[object]]) -> None:
        """Let `give` answer questions of `kind`; None says nothing."""
        self._ears[kind] = _Ear(of, give, answers=True)

    def tell(self, kind: str, what: object = None, id: str = "") -> None:
        """Let the others know soon, in this order; never waits."""
        if self._broadcast is None:
            return
        if len(self._waiting) == HELD:
            self._lost = True
            log.warning("news dropped", extra={"kind": self._waiting[0][0]})
        self._waiting.append((kind, Told(self.me, what, id)))
        self._something.set()

    async def tell_at_once(self, kind: str, what: object) -> None:
        """As `tell`, where nothing runs any more, after all that waits; what cannot be told soon
        is not."""
        if self._broadcast is None:
            return
        self.tell(kind, what)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WITHIN):
                while self._waiting:
                    await self._told(self._broadcast, *self._waiting.popleft())

    async def ask(self, kind: str, what: object, of: type[A] | Any) -> A | None:
        """The first answer of any other process; None when none comes in time."""
        found = await self.gather(kind, what, of, most=1)
        return found[0] if found else None

    async def gather(
        self, kind: str, what: object, of: type[A] | Any, most: int, within: float = WITHIN
    ) -> list[A]:
        """Answers of other processes: `most` of them, or as many as come `within` seconds."""
        if self._broadcast is None or most <= 0:
            return []
        id = f"{self.me}-{next(self._questions)}"
        answers: list[Any] = []
        self._asked[id] = answers
        self.tell(kind, what, id)
        try:
            async with asyncio.timeout(within):
                while len(answers) < most:
                    await self._answered.wait()
        except TimeoutError:
            log.info("not everybody answered", extra={"kind": kind, "answers": len(answers)})
        finally:
            del self._asked[id]
        return [msgspec.convert(one, of) for one in answers[:most]]

    async def run(self) -> None:
        """Tell and hear until cancelled."""
        if self._broadcast is None or self._news is None:
            return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send(self._broadcast), name="news: tell")
            # What was told between the reading of the tables and the making of this.
            self._read_again()
            async for news in self._news:
                self._heard(news)

    async def _send(self, broadcast: Broadcast) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                await self._told(broadcast, *self._waiting.popleft())

    async def _told(self, broadcast: Broadcast, kind: str, told: Told) -> None:
        try:
            await broadcast.send(kind, told)
            if self._lost:
                await broadcast.send(MISSED)
                self._lost = False
        except TopicError:
            self._lost = True
            log.warning("news not told", extra={"kind": kind})
        except Exception:  # what cannot be written must not keep back the next
            log.exception("news not told", extra={"kind": kind})

    def _read_again(self) -> None:
        for again in self.missed:
            self._later("missed", _until_done(again))

    def _heard(self, news: News) -> None:
        if news.kind == MISSED:
            log.warning("news missed")
            return self._read_again()
        try:
            told = msgspec.convert(news.payload, Told)
            if told.by == self.me:
                self._echoed = time.monotonic()
            else:
                self._pass_on(news.kind, told)
        except Exception:  # rubbish, or one ear's fault
            log.exception("news not heard", extra={"kind": news.kind})

    def _pass_on(self, kind: str, told: Told) -> None:
        if kind == ANSWER:
            if told.id in self._asked:
                self._asked[told.id].append(told.what)
                self._answered.set()
                self._answered = asyncio.Event()
            return
        ear = self._ears.get(kind)
        if ear is None:
            return
        done = ear.hear(msgspec.convert(told.what, ear.kind))
        if ear.answers:
            self._later(kind, self._give(told.id, done))
        elif isinstance(done, Awaitable):
            self._later(kind, done)

    async def _give(self, id: str, found: Awaitable[object]) -> None:
        what = await found
        if what is not None:
            self.tell(ANSWER, what, id)

    def _later(self, kind: str, work: Awaitable[object]) -> None:
        """Beside the others: what waits for the database must not keep sentences waiting."""

        async def done() -> None:
            try:
                await work
            except Exception:  # one ear's fault
                log.exception("news not heard", extra={"kind": kind})

        task = asyncio.create_task(done(), name=f"news: {kind}")
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)


async def _until_done(work: Callable[[], Awaitable[object]]) -> None:
    """The database may be away when Redis is: both may be on one machine."""
    while True:
        try:
            await work()
            return
        except Exception:  # whatever it is, what counts must be known
            log.exception("not read again yet")
            await asyncio.sleep(AGAIN_AFTER)

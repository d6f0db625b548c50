"""A responder over any chat model of LangChain's, with the embedded one as its safety net."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from adapters.models.outcome import counted
from core.breaker import Breaker
from core.errors import BudgetSpent, Misconfigured, ModelDown, ModelError, Overloaded, Unfit
from core.meter import SILENT, Asked, Meter
from core.pipeline.brief import Brief, Draft
from core.ports import Responder
from core.prompts.manuscript import Manuscript
from core.prompts.message import Message, Role
from core.prompts.prompt import MOST_TOKENS, prompt
from core.spending.budget import Budget, Call
from core.spending.spent import Spent

log = logging.getLogger(__name__)

DEADLINE = 6.5
CONCURRENCY = 4
ATTEMPTS = 3
PAUSE = 0.2
# Less time than this is not enough to try again.
ENOUGH = 1.0
# Characters of one answer; whoever writes more is not listened to.
MOST_WRITTEN = 2_000
# Seconds without a call after the model refused what only a person can mend.
MENDED_AFTER = 300.0


@dataclass(slots=True)
class _Work:
    """One answer in the making, over all attempts."""

    brief: Brief
    limit: asyncio.Timeout
    began: float
    ends: float
    spent: Spent = field(default_factory=Spent)
    first: float | None = None
    manuscript: Manuscript | None = None
    # What was out of character in what the model wrote first.
    mend: str = ""

    @property
    def limit_at(self) -> float:
        """When it must have begun to be spoken, or, once it has, be complete."""
        at = self.limit.when()
        assert at is not None
        return at

    @property
    def heard(self) -> bool:
        """Whether something of it was spoken: it cannot be taken back, only ended."""
        return self.first is not None

    def hear(self, sentences: list[str], now: float) -> None:
        for sentence in sentences:
            if self.first is None:
                self.first = now - self.began
                self.limit.reschedule(self.ends)
            self.brief.occasion.hear(sentence)


@dataclass(slots=True)
class Mended:
    """Turns whose answer was out of character at first: `repaired` by the model itself, or
    `replaced` by the embedded responder's."""

    repaired: int = 0
    replaced: int = 0

    def count(self, repaired: bool) -> None:
        self.repaired += repaired
        self.replaced += not repaired
        log.info("out of character", extra={"repaired": self.repaired, "replaced": self.replaced})


class ChatResponder:
    """Asks the model within its deadline, its budget and its breaker; whatever goes wrong, the
    embedded responder answers, unless something was spoken already: that is the answer then."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        embedded: Responder,
        budget: Budget,
        deadline: float = DEADLINE,
        concurrency: int = CONCURRENCY,
        breaker: Breaker | None = None,
        chance: Callable[[], float] = random.random,
        meter: Meter = SILENT,
    ) -> None:
        """`deadline` in seconds for all attempts together."""
        self.name = name
        self.mended = Mended()
        self._model = model
        self._embedded = embedded
        self._budget = budget
        self._deadline = deadline
        self._slots = asyncio.Semaphore(concurrency)
        self._breaker = breaker or Breaker(time.monotonic)
        self._chance = chance
        self._meter = meter
        self._trouble: ModelError | None = None

    @property
    def problems(self) -> Mapping[str, str]:
        """What keeps the model from answering, for people; empty while it does."""
        error = self._trouble
        if isinstance(error, Misconfigured):
            return {"model": f"{error.key}: {error.why} → {error.fix}"}
        return {"model": NO_ANSWER} if error is not None and self._breaker.open else {}

    @property
    def resting(self) -> bool:
        """Whether the model failed so often that it is hardly asked."""
        return self._breaker.open

    async def respond(self, brief: Brief) -> Draft:
        """Raises ModelError when the embedded responder has nothing either."""
        # What is refused is refused in words that people wrote and read.
        if brief.keys[0].startswith("refuse."):
            return await self._embedded.respond(brief)
        loop = asyncio.get_running_loop()
        began = loop.time()
        ends = began + min(self._deadline, brief.occasion.whole)
        limit = asyncio.timeout_at(min(ends, began + brief.occasion.within))
        work = _Work(brief, limit, began, ends)
        draft = await self._answered(work)
        if work.mend:
            self.mended.count(draft.model == self.name)
        return draft

    async def _answered(self, work: _Work) -> Draft:
        try:
            async with work.limit:
                return await self._written(work)
        except TimeoutError:
            why = "deadline"
        except ModelError as error:
            why = str(error) if isinstance(error, Unfit | BudgetSpent) else type(error).__name__
        except Exception as error:  # whatever a model's library or the database raises
            log.exception("model failed", extra={"model": self.name})
            why = type(error).__name__
        return await self._instead(work, why)

    async def _instead(self, work: _Work, why: str) -> Draft:
        log.info("not the model's answer", extra={"why": why, "heard": work.heard})
        if work.heard and work.manuscript is not None:
            return self._draft(work, work.manuscript.chat())
        draft = await self._embedded.respond(work.brief)
        return replace(draft, spent=work.spent)

    async def _written(self, work: _Work) -> Draft:
        """The model's answer, tried again where that may help."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._slots:
                    return await self._attempt(work)
            except Unfit as error:
                if work.heard or not error.mend:
                    raise
                again, work.mend = not work.mend, error.mend
                if not again or not self._may_go_on(work, attempt):
                    raise
            except ModelDown as error:
                pause = self._pause(error, attempt)
                again = not work.heard and self._may_go_on(work, attempt, pause)
                if not again or not self._breaker.retry():
                    raise
                await asyncio.sleep(pause)
        raise AssertionError

    def _may_go_on(self, work: _Work, attempt: int, pause: float = 0.0) -> bool:
        """Whether there is an attempt left, and time for it."""
        now = asyncio.get_running_loop().time()
        return attempt < ATTEMPTS and now + pause + ENOUGH < work.limit_at

    def _pause(self, error: ModelDown, attempt: int) -> float:
        if isinstance(error, Overloaded):
            return error.retry_after
        return PAUSE * 2.0 ** (attempt - 1) * (0.5 + self._chance())

    async def _attempt(self, work: _Work) -> Draft:
        if not self._breaker.enter():
            self._meter.asked(Asked.RESTING)
            raise ModelError("the breaker is open")
        told = False
        try:
            with counted(self._meter, work.limit):
                draft = await self._asked(work)
            self._breaker.passed()
            self._trouble, told = None, True
            return draft
        except Unfit as error:
            told = True
            self._breaker.failed() if str(error) in RUBBISH else self._breaker.left()
            raise
        except BudgetSpent:
            raise
        except Misconfigured as error:
            told, self._trouble = True, error
            self._breaker.shut(MENDED_AFTER)
            log.error("the model refuses us", extra={"key": error.key, "why": error.why})
            raise
        except ModelError as error:
            told, self._trouble = True, error
            self._breaker.failed(error.retry_after if isinstance(error, Overloaded) else 0.0)
            raise
        except asyncio.CancelledError:
            if work.limit.expired():
                told, self._trouble = True, ModelDown("no answer in time")
                self._breaker.failed()
            raise
        finally:
            if not told:
                self._breaker.left()

    async def _asked(self, work: _Work) -> Draft:
        asked = prompt(work.brief, work.mend)
        async with self._budget.call(work.brief.occasion, asked.most_tokens, MOST_TOKENS) as call:
            work.manuscript = Manuscript(work.brief, asked)
            try:
                await self._read(work, work.manuscript, asked.messages, call)
            except ModelError as error:
                if not error.sent:
                    call.spent = Spent()
                raise
            finally:
                work.spent += call.spent
                self._meter.spent(call.spent)
        last, chat = work.manuscript.close()
        work.hear(last, asyncio.get_running_loop().time())
        return self._draft(work, chat)

    async def _read(
        self, work: _Work, manuscript: Manuscript, messages: tuple[Message, ...], call: Call
    ) -> None:
        """Let what is written be heard sentence by sentence; note what it came to."""
        loop = asyncio.get_running_loop()
        written = 0
        left = max(ENOUGH, work.ends - loop.time())
        stream = self._model.astream(
            [TURNED[message.role](message.text) for message in messages],
            max_tokens=MOST_TOKENS,
            timeout=left,
        )
        async with aclosing(stream) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                if piece.usage_metadata:
                    used = piece.usage_metadata
                    price = self._budget.price
                    call.spent = price.of(used["input_tokens"], used["output_tokens"])
                text = str(piece.text)
                written += len(text)
                if written > MOST_WRITTEN:
                    raise Unfit("too long")
                work.hear(manuscript.write(text), loop.time())

    def _draft(self, work: _Work, chat: str) -> Draft:
        assert work.manuscript is not None
        return Draft(
            chat, work.manuscript.speech, chat, self.name, spent=work.spent, first=work.first
        )


NO_ANSWER = "언어 모델이 답하지 않아서 준비된 답변이 대신하고 있어요. 곧 다시 물어볼게요."
# What no viewer can bring a sound model to write. Whoever asks in Japanese or for endless text may
# get it, and others go on being answered.
RUBBISH = {"nothing"}
TURNED: Mapping[Role, Callable[[str], BaseMessage]] = {
    Role.SYSTEM: SystemMessage,
    Role.VIEWER: HumanMessage,
    Role.PERSONA: AIMessage,
}

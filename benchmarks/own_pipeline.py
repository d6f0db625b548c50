"""LoveLM's own pipeline with the stub model, and what its graph costs."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

from langgraph.graph import END, START, StateGraph

from adapters.models.chat_responder import ChatResponder
from adapters.models.embedded import EmbeddedResponder
from benchmarks.stub_model import StubModel
from bots.brain import Brain, build_brain
from core.comparison import questions
from core.events import Viewer
from core.labels import Platform
from core.pipeline.graph import WRITERS, Heard
from core.pipeline.nodes import Nodes
from core.pipeline.state import Talk
from core.ports import Responder
from core.replies import Reply
from core.spending.budget import Account, Budget, Cap, Caps, Price
from core.spending.spent import Spent
from core.turns import Reason, Turn
from core.workers import ENGINES

NAME = "stub"
_PLENTY = Cap(won=10**9, tokens=10**12)


class NoLimit:
    """A spending store that allows everything and keeps nothing."""

    async def hold(self, *_: object) -> Account | None:
        return None

    async def settle(self, *_: object) -> None:
        return None

    async def spent(self, *_: object) -> Spent:
        return Spent()


def responder(model: StubModel) -> ChatResponder:
    """The responder of a configured model, with production's limits but no database."""
    caps = Caps(_PLENTY, lambda *_: _PLENTY, _PLENTY)
    budget = Budget(NoLimit(), Price(), caps, lambda viewer: viewer, time.time)
    return ChatResponder(model, NAME, EmbeddedResponder(), budget)


class Turns:
    """Worries in turn, each of another viewer in another channel."""

    def __init__(self, brain: Brain) -> None:
        self._texts = [question.text for question in questions.read(questions.DEFAULT, ())]
        self._personas = list(brain.personas)
        self._count = 0

    def next(self, number: int) -> list[Turn]:
        return [self._one() for _ in range(number)]

    def _one(self) -> Turn:
        self._count += 1
        id = f"bench:{self._count}"
        return Turn(
            id=id, platform=Platform.ROOM, channel=id, viewer=Viewer(id, "두부"),
            text=self._texts[self._count % len(self._texts)], event_ids=(id,),
            reason=Reason.MENTION, score=1.0, at=0.0,
            persona=self._personas[self._count % len(self._personas)],
        )  # fmt: skip


class Own:
    """The pipeline over a model. Raises RuntimeError when another than it answers."""

    def __init__(self, model: StubModel) -> None:
        self.brain = build_brain("러블름", responder(model))
        self._turns = Turns(self.brain)

    async def together(self, number: int) -> None:
        """As many at a time as production takes; the model is asked CONCURRENCY at a time."""
        room = asyncio.Semaphore(ENGINES)

        async def answer(turn: Turn) -> None:
            async with room:
                await self._answer(turn)

        await asyncio.gather(*map(answer, self._turns.next(number)))

    async def _answer(self, turn: Turn) -> None:
        reply = await self.brain.answer(turn)
        if reply.model != NAME:
            raise RuntimeError(f"{turn.text!r} was answered by {reply.model}")


def minimal() -> Callable[[Turn], Awaitable[Reply]]:
    """A graph of the pipeline's shape whose nodes do nothing."""
    graph: Any = StateGraph(Talk)

    async def pass_on(state: Talk) -> Talk:
        return {}

    async def talk(state: Talk) -> str:
        return "talk"

    for name in ("understand", "recall", *WRITERS, "check"):
        graph.add_node(name, pass_on)
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "recall")
    graph.add_conditional_edges("recall", talk, list(WRITERS))
    for writer in WRITERS:
        graph.add_edge(writer, "check")
    graph.add_edge("check", END)
    compiled = graph.compile()

    async def answer(turn: Turn) -> Reply:
        await compiled.ainvoke({"turn": turn, "hear": lambda _: None})
        return cast("Reply", None)

    return answer


def without_graph(brain: Brain) -> Callable[[Turn], Awaitable[Reply]]:
    """The same nodes called as plain functions."""
    # The brain does not show its nodes; one of their methods belongs to them.
    nodes: Nodes = brain.meant.__self__  # type: ignore[attr-defined]
    hear: Heard = lambda _: None  # noqa: E731

    async def answer(turn: Turn) -> Reply:
        state: Talk = {"turn": turn, "hear": hear}
        state |= await nodes.understand(state)
        state |= await nodes.recall(state)
        assert await nodes.route(state) == "talk"
        state |= await nodes.talk(state)
        state |= await nodes.check(state)
        return state["reply"]

    return answer


async def costs(rounds: int, number: int) -> dict[str, list[float]]:
    """CPU milliseconds a turn, round by round: the pipeline with each responder, its nodes
    without the graph, and the graph without its nodes' work."""
    routes: dict[str, tuple[Callable[..., Awaitable[Reply]], Turns]] = {}
    for name, writer in _writers().items():
        brain = build_brain("러블름", writer)
        routes[name] = (brain.answer, Turns(brain))
        routes[f"{name}, nodes alone"] = (without_graph(brain), Turns(brain))
    routes["minimal"] = (minimal(), Turns(brain))
    found: dict[str, list[float]] = {name: [] for name in routes}
    for count in range(rounds + 1):
        # Whoever goes second finds warmer caches, so they take turns.
        for name in sorted(routes, reverse=count % 2 == 0):
            answer, turns = routes[name]
            mine = turns.next(number)
            gc.collect()
            before = time.process_time()
            for turn in mine:
                await answer(turn)
            found[name].append((time.process_time() - before) / number * 1e3)
    return {name: figures[1:] for name, figures in found.items()}  # the first warmed up


def _writers() -> dict[str, Responder]:
    return {"embedded": EmbeddedResponder(), "model": responder(StubModel(latency=0.0))}

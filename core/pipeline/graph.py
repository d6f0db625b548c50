"""The graph: understand → recall → talk | thank | recommend | remark | together → check."""

from collections.abc import Callable
from typing import Protocol

from core.pipeline.nodes import Nodes
from core.pipeline.state import Talk
from core.replies import Reply
from core.turns import Turn

WRITERS = ("talk", "thank", "recommend", "remark", "together")
Heard = Callable[[Reply], object]


class Answer(Protocol):
    """From a turn to its reply; `hear` gets what is spoken before the reply is complete."""

    async def __call__(self, turn: Turn, hear: Heard = ..., /) -> Reply: ...


def build(nodes: Nodes) -> Answer:
    """Compile the graph once; the returned function runs it for one turn.

    Four super-steps, no checkpointer: what must survive is in storage.
    """
    # Takes a second, which whoever set something up wrongly need not wait.
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(Talk)
    graph.add_node("understand", nodes.understand)
    graph.add_node("recall", nodes.recall)
    graph.add_node("talk", nodes.talk)
    graph.add_node("thank", nodes.thank)
    graph.add_node("recommend", nodes.recommend)
    graph.add_node("remark", nodes.films.remark)
    graph.add_node("together", nodes.together.answer)
    graph.add_node("check", nodes.check)
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "recall")
    graph.add_conditional_edges("recall", nodes.route, list(WRITERS))
    for writer in WRITERS:
        graph.add_edge(writer, "check")
    graph.add_edge("check", END)
    compiled = graph.compile()

    async def answer(turn: Turn, hear: Heard = lambda _: None, /) -> Reply:
        state = await compiled.ainvoke({"turn": turn, "hear": hear})
        reply: Reply = state["reply"]
        return reply

    return answer

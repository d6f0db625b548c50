"""One piece of work in LangChain and in LangGraph: two independent model steps, then a third.

Both are made of the same three chains (prompt, model, parser), so only what strings them together
differs.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypedDict

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from langgraph.graph import END, START, StateGraph

from benchmarks.stub_model import StubModel

# Messages that are worked on at a time, where they are not one after another.
CONCURRENCY = 4

Messages = list[dict[str, str]]
Work = Callable[[Messages], Awaitable[list[str]]]


class State(TypedDict, total=False):
    text: str
    emotion: str
    situation: str
    answer: str


def chains(model: StubModel) -> dict[str, Runnable[Any, str]]:
    return {
        name: ChatPromptTemplate.from_messages([("human", words)]) | model | StrOutputParser()
        for name, words in PROMPTS.items()
    }


def langchain(model: StubModel, together: bool) -> Runnable[Any, str]:
    """The steps as LCEL; the first two `together` or one after the other."""
    steps = chains(model)
    emotion, situation = steps["emotion"], steps["situation"]
    if together:
        first: Runnable[Any, Any] = RunnablePassthrough.assign(emotion=emotion, situation=situation)
    else:
        first = RunnablePassthrough.assign(emotion=emotion) | RunnablePassthrough.assign(
            situation=situation
        )
    return first | steps["answer"]


def langgraph(model: StubModel, together: bool) -> Runnable[Any, str]:
    """The same steps as nodes."""
    steps = chains(model)
    graph = StateGraph(State)
    for name, step in steps.items():
        graph.add_node(f"to_{name}", _node(name, step))
    graph.add_edge(START, "to_emotion")
    if together:
        graph.add_edge(START, "to_situation")
        graph.add_edge(["to_emotion", "to_situation"], "to_answer")
    else:
        graph.add_edge("to_emotion", "to_situation")
        graph.add_edge("to_situation", "to_answer")
    graph.add_edge("to_answer", END)
    return graph.compile()


def _node(name: str, step: Runnable[Any, str]) -> Callable[[State], Awaitable[dict[str, str]]]:
    async def node(state: State) -> dict[str, str]:
        return {name: await step.ainvoke(state)}

    return node


def _answer(result: Any) -> str:
    return result["answer"] if isinstance(result, dict) else result


def one_by_one(work: Runnable[Any, Any]) -> Work:
    async def run(messages: Messages) -> list[str]:
        return [_answer(await work.ainvoke(message)) for message in messages]

    return run


def batched(work: Runnable[Any, Any]) -> Work:
    """By the framework's own `abatch`."""

    async def run(messages: Messages) -> list[str]:
        found = await work.abatch(messages, config={"max_concurrency": CONCURRENCY})
        return [_answer(result) for result in found]

    return run


def by_message(work: Runnable[Any, Any]) -> Runnable[Any, Any]:
    """`work` as one step of a batch: LCEL else takes a batch through each step as a whole, and
    everybody waits for the slowest."""
    return RunnableLambda(work.ainvoke)


LANGCHAIN, LANGGRAPH, WHOLE = "LangChain", "LangGraph", "LangChain, message by message"
# By mode: what does the work there, LangChain first.
MODES: dict[str, dict[str, Callable[[StubModel], Work]]] = {
    "sequential": {
        LANGCHAIN: lambda model: one_by_one(langchain(model, together=False)),
        LANGGRAPH: lambda model: one_by_one(langgraph(model, together=False)),
    },
    "parallel": {
        LANGCHAIN: lambda model: one_by_one(langchain(model, together=True)),
        LANGGRAPH: lambda model: one_by_one(langgraph(model, together=True)),
    },
    "batched": {
        LANGCHAIN: lambda model: batched(langchain(model, together=True)),
        WHOLE: lambda model: batched(by_message(langchain(model, together=True))),
        LANGGRAPH: lambda model: batched(langgraph(model, together=True)),
    },
}
PROMPTS = {
    "emotion": "이 사람의 감정을 한 단어로: {text}",
    "situation": "이 사연의 상황을 한 단어로: {text}",
    "answer": "사연: {text}\n감정: {emotion}\n상황: {situation}\n답변:",
}

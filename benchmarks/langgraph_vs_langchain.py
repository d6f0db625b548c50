"""LangGraph against LangChain: `python -m benchmarks.langgraph_vs_langchain [--long] [--json FILE]`.

The same three model steps a message, strung together by either, over a stub model whose latency is
fixed or as uneven as a real one's; LoveLM's own pipeline beside them. `--long`: 300 ms a call, both
latencies in every mode, more messages (half an hour).
"""

import argparse
import asyncio
import logging
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import ceil, sqrt
from pathlib import Path

from adapters.models.chat_responder import CONCURRENCY
from benchmarks.own_pipeline import Own, costs
from benchmarks.report import Finding, at_most, table, write
from benchmarks.same_work import LANGCHAIN, LANGGRAPH, MODES, WHOLE
from benchmarks.stub_model import StubModel
from core.comparison import questions

RUNS = 5
LATENCY, LONG_LATENCY = 0.005, 0.300
# Of a call to a hosted model: the 95th percentile is 1.8 times the median.
SPREAD = 0.35
FIXED, UNEVEN = "fixed", "uneven"
# (messages, how often): every message once a pass. The larger ones in batches only.
SHAPES = ((3, 3), (7, 2), (15, 1))
LARGER = ((30, 1), (60, 1))
# Student's t for 95 %, by degrees of freedom from 1.
T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
     2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093)  # fmt: skip
MOST_RUNS = len(T) + 1
# Goals 4 and 6 are about a model that takes 300 ms.
MODEL = 0.300
ROUNDS, TURNS = 5, 15

Samples = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One kind of work: how, how much, and over which latency."""

    mode: str
    messages: int
    passes: int
    latency: str

    @property
    def name(self) -> str:
        return f"{self.mode} {self.messages}×{self.passes}, {self.latency}"

    def sample(self, who: str) -> str:
        return f"{self.name}: {who}"


def trials(long: bool) -> Iterator[Trial]:
    """A short run leaves uneven latency to the batches, where it matters most."""
    for mode in MODES:
        shapes = (*SHAPES, *LARGER) if long and mode == "batched" else SHAPES
        for latency in (FIXED, UNEVEN) if long or mode == "batched" else (FIXED,):
            yield from (Trial(mode, *shape, latency) for shape in shapes)


async def run(trial: Trial, seconds: float, number: int) -> dict[str, float]:
    """Seconds that each took in one run; who begins changes from run to run.

    Raises RuntimeError unless all made as many calls and gave the same answers.
    """
    said: list[tuple[int, list[list[str]]]] = []
    took = {}
    makers = MODES[trial.mode]
    for who in sorted(makers, reverse=number % 2 == 0):
        model = StubModel(latency=seconds, spread=SPREAD if trial.latency == UNEVEN else 0.0)
        work = makers[who](model)
        await work([{"text": "처음"}])
        model.calls, answers = 0, []
        began = time.perf_counter()
        for one in range(trial.passes):
            model.round = 1_000 * number + one
            answers.append(await work(MESSAGES[: trial.messages]))
        took[who] = time.perf_counter() - began
        said.append((model.calls, answers))
    if any(one != said[0] for one in said):
        raise RuntimeError(f"{trial.name}: not the same work")
    return took


async def own(pipeline: Own, shapes: Sequence[tuple[int, int]], samples: Samples) -> None:
    """Goal 6: LoveLM's turns, one and many at once."""
    for messages in (1, *(messages for messages, _ in shapes)):
        began = time.perf_counter()
        await pipeline.together(messages)
        samples[f"own {messages}"].append(time.perf_counter() - began)


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and its 95 % interval (Student's t)."""
    middle = statistics.mean(values)
    off = T[len(values) - 2] * statistics.stdev(values) / sqrt(len(values))
    return middle, middle - off, middle + off


def ratios(samples: Samples, name: str, to: str) -> list[float]:
    """One in terms of the other, run by run."""
    return [a / b for a, b in zip(samples[name], samples[to], strict=True)]


def rated(goal: str, what: str, values: Sequence[float], unit: str, note: str = "") -> Finding:
    middle, low, high = interval(values)
    return Finding(goal, f"{what} ({low:.3g} to {high:.3g})", middle, unit, note=note)


def compared(samples: Samples, done: Sequence[Trial]) -> list[Finding]:
    """Seconds of each, and LangGraph's in terms of LangChain's."""
    found = []
    for trial in done:
        names = [trial.sample(who) for who in MODES[trial.mode]]
        found += [rated("A16", name, samples[name], "s") for name in names]
        graph = trial.sample(LANGGRAPH)
        for other in [who for who in MODES[trial.mode] if who != LANGGRAPH]:
            what = f"… LangGraph in terms of {other}"
            note = BY_STEP if other == LANGCHAIN and trial.mode == "batched" else ""
            found.append(rated("A16", what, ratios(samples, graph, trial.sample(other)), "×", note))
    return found


def gains(samples: Samples, done: Sequence[Trial]) -> list[Finding]:
    """Where time is saved: by the framework, by working in parallel, by working in batches."""
    found = []
    steps = {(trial.mode, trial.messages, trial.latency): trial for trial in done}
    for mode in MODES:
        same = [trial for trial in done if trial.mode == mode]
        rival = WHOLE if mode == "batched" else LANGCHAIN
        # The mean over shapes is taken run by run: shapes of one run share its noise.
        by_run = zip(
            *(ratios(samples, t.sample(LANGGRAPH), t.sample(rival)) for t in same), strict=True
        )
        saved = [100 * (1 - statistics.mean(run)) for run in by_run]
        found.append(
            rated("A16", f"LangGraph saves, {mode}, mean of all shapes", saved, "%", CLAIM)
        )
    for mode, other in (("parallel", "sequential"), ("batched", "sequential")):
        for (which, messages, latency), trial in steps.items():
            base = steps.get((other, messages, latency))
            if which == mode and base is not None:
                pair = ratios(samples, trial.sample(LANGGRAPH), base.sample(LANGGRAPH))
                what = f"{trial.name} saves against {other}"
                found.append(rated("A16", what, [100 * (1 - value) for value in pair], "%"))
    return found


def goals(samples: Samples, shapes: Sequence[tuple[int, int]]) -> list[Finding]:
    """Goals 4 and 6 of LoveLM's own pipeline."""
    median = {name: statistics.median(found) for name, found in samples.items()}
    lean = statistics.median(ratios(samples, "embedded", "minimal"))
    parts = [
        a + b for a, b in zip(samples["minimal"], samples["embedded, nodes alone"], strict=True)
    ]
    whole = statistics.median(a / b for a, b in zip(samples["embedded"], parts, strict=True))
    share = 100 * median["model"] / (1e3 * MODEL + median["model"])
    found = [
        Finding("4", "minimal graph of the same super-steps", median["minimal"], "ms CPU"),
        Finding("4", "pipeline, embedded responder", median["embedded"], "ms CPU"),
        at_most("4", "… in terms of the minimal graph", lean, "×", 1.15, WORK),
        Finding("4", "… its nodes' work without a graph", median["embedded, nodes alone"], "ms CPU"),
        Finding("4", "… in terms of minimal graph and that work", whole, "×"),
        Finding("4", "pipeline, a model of 0 ms", median["model"], "ms CPU", note=PROMPT),
        Finding("4", "… its nodes' work without a graph", median["model, nodes alone"], "ms CPU"),
        at_most("4", "… share of a turn with a model of 300 ms", share, "%", 1.0),
    ]  # fmt: skip
    found.append(rated("6", "one turn", samples["own 1"], "s", ONE))
    for messages, _ in shapes:
        limit = MODEL * ceil(messages / CONCURRENCY)
        took = [seconds / limit for seconds in samples[f"own {messages}"]]
        middle, low, high = interval(took)
        what = f"{messages} turns at once ({low:.3f} to {high:.3f})"
        found.append(at_most("6", what, middle, "×", 1.10, WAVES))
    return found


async def main(chosen: argparse.Namespace) -> None:
    logging.disable(logging.WARNING)
    done = list(trials(chosen.long))
    seconds = chosen.latency / 1e3 or (LONG_LATENCY if chosen.long else LATENCY)
    shapes = (*SHAPES, *LARGER) if chosen.long else SHAPES
    samples: Samples = defaultdict(list)
    before = os.getloadavg()[0]
    samples |= await costs(ROUNDS, TURNS)
    pipeline = Own(StubModel(latency=MODEL))
    await pipeline.together(2)
    for number in range(chosen.runs):
        for trial in done:
            for who, took in (await run(trial, seconds, number)).items():
                samples[trial.sample(who)].append(took)
        await own(pipeline, shapes, samples)
    found = [*compared(samples, done), *gains(samples, done), *goals(samples, shapes)]
    load = [round(before, 1), round(os.getloadavg()[0], 1)]
    print(table(found))
    print(
        f"\n{1e3 * seconds:g} ms a call (uneven: median), {chosen.runs} interleaved runs, "
        f"in brackets 95 % intervals (Student's t); load {load[0]} before, {load[1]} after"
    )
    about = {
        "runs": chosen.runs,
        "latency_s": seconds,
        "spread": SPREAD,
        "load": load,
        "frameworks": {name: version(name) for name in ("langgraph", "langchain-core")},
    }
    write(chosen.json, found, samples, about)
    print(f"Written: {chosen.json}")


def runs(text: str) -> int:
    """Raises ArgumentTypeError."""
    if not text.isdecimal() or not RUNS <= int(text) <= MOST_RUNS:
        raise argparse.ArgumentTypeError(f"{RUNS} to {MOST_RUNS}: fewer prove nothing")
    return int(text)


MESSAGES = [
    {"text": f"{number}. {question.text}"}
    for number, question in enumerate(2 * questions.read(questions.DEFAULT, ()), 1)
]
CLAIM = (
    "Claimed of an earlier system, without a script: 11.72→9.35, 27.57→20.50, 49.63→45.10 s, mean "
    "18.3 %. Batched: against LangChain message by message."
)
BY_STEP = (
    "abatch of an LCEL sequence takes the whole batch through one step before the next; LangGraph, "
    "and LCEL wrapped as one step, take each message through by itself."
)
WORK = (
    "The minimal graph's nodes do nothing; the pipeline's read, recall, choose a line and check it."
)
PROMPT = "Writing the prompt and reading the answer, sentence by sentence, included."
WAVES = "Time in terms of ceil(turns / 4) × 300 ms: one model call a turn, 4 at a time, as in production."
ONE = "Emotion and situation are read by the shipped classifier: one model call, not three."

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.langgraph_vs_langchain",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=runs, default=RUNS, metavar="N", help=f"default {RUNS}")
    parser.add_argument("--long", action="store_true", help="300 ms a call, more messages")
    parser.add_argument("--latency", type=float, default=0.0, metavar="MS", help="instead")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("build/bench/langgraph_vs_langchain.json")
    )
    asyncio.run(main(parser.parse_args()))

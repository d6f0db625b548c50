"""LangGraph against LangChain, and a local model's speed: that the work is what is said; how fast
is never asserted."""

import random
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from adapters.models.embedded import EmbeddedResponder
from benchmarks import langgraph_vs_langchain as versus
from benchmarks.own_pipeline import Own, Turns, minimal, without_graph
from benchmarks.same_work import LANGGRAPH, MODES
from benchmarks.stub_model import StubModel
from bots.brain import build_brain

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("trial", [*versus.trials(long=True)], ids=lambda trial: trial.name)
async def test_both_do_the_same_work(trial: versus.Trial) -> None:
    took = await versus.run(trial, 0.0, number=1)
    assert took.keys() == MODES[trial.mode].keys()


async def test_other_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def less(messages: list[dict[str, str]]) -> list[str]:
        return ["" for _ in messages]

    monkeypatch.setitem(MODES["parallel"], LANGGRAPH, lambda _: less)
    with pytest.raises(RuntimeError, match="not the same work"):
        await versus.run(versus.Trial("parallel", 3, 1, versus.FIXED), 0.0, number=1)


def test_uneven_latency_is_the_same_for_both() -> None:
    """It hangs on the words alone, so that a run compares like with like, and is centred on the
    fixed one."""
    uneven, fixed = (StubModel(latency=0.3, spread=spread) for spread in (versus.SPREAD, 0.0))
    words = [str(number) for number in range(1_000)]
    times = [uneven.seconds(word) for word in words]
    assert times == [uneven.seconds(word) for word in words]
    assert len(set(times)) == len(words)
    assert statistics.median(times) == pytest.approx(0.3, rel=0.05)
    assert statistics.quantiles(times, n=20)[-1] == pytest.approx(1.8 * 0.3, rel=0.1)
    assert {fixed.seconds(word) for word in words} == {0.3}


async def test_equal_words_get_equal_answers_in_a_round() -> None:
    model = StubModel(latency=0.0)
    first, again = [(await model.ainvoke("x")).text for _ in range(2)]
    model.round = 2
    assert first == again != (await model.ainvoke("x")).text


def test_intervals_are_students() -> None:
    luck = random.Random(4)
    held = 0
    for _ in range(300):
        _, low, high = versus.interval([luck.gauss(1.0, 0.2) for _ in range(5)])
        held += low <= 1.0 <= high
    assert 270 <= held <= 297


@pytest.mark.parametrize("runs", ["4", "x", "21"])
def test_few_runs_are_refused(runs: str) -> None:
    command = [sys.executable, "-m", "benchmarks.langgraph_vs_langchain", "--runs", runs]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "fewer prove nothing" in done.stderr


async def test_own_pipeline_is_answered_by_the_model() -> None:
    model = StubModel(latency=0.0)
    own = Own(model)
    await own.together(12)
    assert model.calls == 12


async def test_nodes_alone_answer_as_the_graph_does() -> None:
    brain, other = (build_brain("러블름", EmbeddedResponder()) for _ in range(2))
    alone = without_graph(other)
    for turn in Turns(brain).next(8):
        assert await alone(turn) == await brain.answer(turn)
    await minimal()(turn)


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is here: there may be a GPU")
def test_without_a_gpu_one_line_says_so() -> None:
    command = [sys.executable, "-m", "benchmarks.local_model"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("skipped: ")

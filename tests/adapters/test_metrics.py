"""Prometheus's counts, one registry an application."""

import asyncio
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from adapters.metrics.gauges import Gauge, watch
from adapters.metrics.meter import PrometheusMeter
from bots.brain import Brain
from bots.health import FRESH, WITHIN, Readiness
from core.events import Viewer
from core.gate.gate import Gate, GateSettings
from core.labels import Emotion, Intent, Platform
from core.meter import Asked, Drop, NoMeter, Stage, ended
from core.replies import Reply
from core.spending.spent import Spent
from core.turns import State
from tests.conftest import line
from tests.servers.openai import Fault
from tests.writing import brief, writing


@pytest.fixture
def meter() -> PrometheusMeter:
    return PrometheusMeter("1.2.3")


def value(meter: PrometheusMeter, name: str, **labels: str) -> float | None:
    return meter.registry.get_sample_value(f"lovelm_{name}", labels)


def reply(**fields: object) -> Reply:
    about: dict[str, object] = {
        "turn_id": "t", "platform": Platform.ROOM, "channel": "room", "viewer": Viewer("v", "v"),
        "in_reply_to": ("t",), "question": "", "persona": "onyu", "speaker": "온유", "chat": "네",
        "speech": "", "emotion": Emotion.NEUTRAL, "intent": Intent.COUNSEL,
        "heard": 100.0, "written": 102.0,
    }  # fmt: skip
    return Reply(**about | fields)  # type: ignore[arg-type]


def test_nothing_is_missing_from_the_silent_one() -> None:
    methods = {name for name in vars(PrometheusMeter) if not name.startswith("_")} - {"expect"}
    assert methods == {name for name in vars(NoMeter) if not name.startswith("_")}


def test_a_word_that_was_never_counted_is_there_with_zero(meter: PrometheusMeter) -> None:
    meter.expect(["room"])
    for reason in Drop:
        assert value(meter, "drops_total", reason=reason) == 0
    for state in State:
        assert value(meter, "turns_total", platform="room", state=state) == 0
    assert value(meter, "turns_total", platform="twitch", state="said") is None


def test_how_a_turn_ends_is_counted_with_its_reason_and_time(meter: PrometheusMeter) -> None:
    ended(meter, reply(), State.SAID, "", 103.0)
    assert value(meter, "stage_seconds_sum", stage="said") == 1.0
    assert value(meter, "stage_seconds_sum", stage="whole") == 3.0
    ended(meter, reply(), State.SAID, "found there", 190.0)
    assert value(meter, "stage_seconds_count", stage="whole") == 1, "when it was said is not known"
    for why, reason in (
        ("crisis", "crisis"),
        ("overlay only", "overlay_only"),
        ("RateLimited", "rate_limited"),
        ("whatever 여름귤 a platform says", "refused"),
    ):
        ended(meter, reply(), State.DROPPED, why, 103.0)
        assert value(meter, "drops_total", reason=reason) == 1
    assert value(meter, "turns_total", platform="room", state="dropped") == 4
    assert "여름귤" not in generate_latest(meter.registry).decode()


def test_a_platforms_clock_ahead_of_ours_counts_as_no_time(meter: PrometheusMeter) -> None:
    meter.took(Stage.BEGUN, -3.0)
    assert value(meter, "stage_seconds_sum", stage="begun") == 0


def test_money_and_tokens(meter: PrometheusMeter) -> None:
    meter.spent(Spent(120, 30, 1_500_000))
    meter.spent(Spent(0, 0, 500_000))
    assert value(meter, "model_won_total") == 2.0
    assert value(meter, "model_tokens_total", direction="in") == 120


def test_gauges_are_read_when_asked(meter: PrometheusMeter) -> None:
    depth = {("room",): 1.0}
    watch(meter.registry, [Gauge("depth", "x", ("platform",), lambda: depth)])
    assert value(meter, "depth", platform="room") == 1.0
    depth["room",] = 2.0
    assert value(meter, "depth", platform="room") == 2.0


def test_the_gate_tells_why_lines_get_no_answer(brain: Brain, meter: PrometheusMeter) -> None:
    gate = Gate(brain.cues, brain.address, GateSettings(), meter)
    for number in range(9):
        gate.hear(line(f"온유야 고백할까 말까 {number}번째 고민이야?"), 1_000_000.0)
        gate.ripe(1_000_100.0)
    assert value(meter, "drops_total", reason="too_fast")
    gate.ask(line("!상담 x", viewer="other"), "고백할까요", None, 1_000_000.0)
    gate.skip()
    assert value(meter, "drops_total", reason="taken_back") == 1


async def test_every_call_of_a_model_has_an_outcome(
    tmp_path: Path, brain: Brain, meter: PrometheusMeter
) -> None:
    async with writing(tmp_path) as stage:
        stage.responder._meter = meter
        await stage.responder.respond(brief(brain))
        assert value(meter, "model_calls_total", outcome=Asked.ANSWERED) == 1
        tokens = value(meter, "model_tokens_total", direction="out")
        assert tokens
        stage.server.lasting = Fault(500)
        for _ in range(9):
            await stage.responder.respond(brief(brain))
        assert value(meter, "model_calls_total", outcome=Asked.DOWN) == 5
        assert value(meter, "model_calls_total", outcome=Asked.RESTING)
        assert stage.responder.resting


async def test_a_part_that_is_silent_is_told_in_time_and_asked_once_for_many() -> None:
    asked = 0

    async def silent() -> str:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()
        return "ok"

    async def well() -> str:
        return "ok"

    readiness = Readiness({"redis": silent, "database": well})
    loop = asyncio.get_running_loop()
    began = loop.time()
    found = await asyncio.gather(*(readiness.parts() for _ in range(50)))
    assert found == [{"redis": "TimeoutError", "database": "ok"}] * 50
    assert loop.time() - began < WITHIN + FRESH
    assert asked == 1

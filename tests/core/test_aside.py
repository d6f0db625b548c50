"""What was skipped comes back to where it stood, or not at all."""

from bots.brain import Brain
from core.gate.candidate import Candidate
from core.gate.gate import Gate, GateSettings
from core.turns import Reason
from tests.conftest import gift, line

WORRIES = (
    "남친이 3일째 카톡을 읽고 답이 없는데 먼저 연락해도 될까요?",
    "소개팅에서 만난 사람이 주말에 또 보자는데 부담스러워요",
    "장거리 연애 중인데 생일 선물로 뭘 보내면 좋을까요?",
)


def queued(brain: Brain, promised: bool = False) -> tuple[Gate, list[str]]:
    """A gate where one line of each viewer waits, and their ids."""
    gate = brain.gate(GateSettings())
    for number, text in enumerate(WORRIES):
        about = line(text, f"v{number}")
        if promised:
            gate.ask(about, text, None, about.at)
        else:
            worry = Candidate([about], Reason.WORRY, cheap=1.0, ready_at=about.at, score=0.7)
            assert gate._queue.put(worry)
    return gate, [candidate.events[0].id for candidate in gate.waiting()]


def ids(gate: Gate) -> list[str]:
    return [candidate.events[0].id for candidate in gate.waiting()]


def test_each_comes_back_to_its_place(brain: Brain) -> None:
    for promised in (False, True):
        gate, before = queued(brain, promised)
        assert len(before) == 3
        for id in before:
            assert gate.aside.take(id) is not None
            assert id not in ids(gate)
            assert gate.aside.put_back(id) is not None
            assert ids(gate) == before
        for id in before:
            gate.aside.take(id)
        for id in reversed(before):
            gate.aside.put_back(id)
        assert ids(gate) == before, "all of them, the last one first"


def test_it_stands_behind_money_that_came_meanwhile(brain: Brain) -> None:
    gate, before = queued(brain, promised=True)
    gate.aside.take(before[0])
    paid = gift(5_000)
    gate.hear(paid, paid.at)
    gate.aside.put_back(before[0])
    assert ids(gate) == [paid.id, *before]
    assert gate.aside.take(paid.id) is None, "money is not skipped"


def test_silence_leaves_what_was_promised(brain: Brain) -> None:
    for promised in (False, True):
        gate, before = queued(brain, promised)
        gate.aside.take(before[1])
        gate.clear()
        assert (gate.aside.put_back(before[1]) is not None) is promised


def test_whoever_took_theirs_back_is_in_nobody_elses_either(brain: Brain) -> None:
    gate, before = queued(brain)
    twice = line(WORRIES[1], "v9")
    gate._queue.put(Candidate([twice], Reason.WORRY, cheap=1.0, ready_at=twice.at))
    for id in before:
        gate.aside.take(id)
    assert [len(candidate.also) for candidate in gate.aside.lines()] == [0, 1, 0]
    assert gate.withdraw("v9") == []
    (gone,) = gate.withdraw("v0")
    assert gone.events[0].id == before[0], "it might have come back"
    assert [candidate.viewer.id for candidate in gate.aside.lines()] == ["v1", "v2"]
    assert [candidate.also for candidate in gate.aside.lines()] == [[], []]
    assert gate.aside.let_go(before[1]) is not None
    assert gate.aside.put_back(before[1]) is None

"""Donors and everybody else: thanks come first, answers are shared."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.brain import Brain
from core.channels.channel import Channel
from core.gate.gate import Gate, GateSettings
from core.gate.queue import MENTIONS
from core.labels import Platform
from core.turns import Reason, Turn
from tests.conftest import gift, line
from tests.core.test_gate import WORRIES, settle

NOW = 1_000_000.0
WORRY = "남친이 3일째 읽씹하는데 어떡하죠?"


def ask(gate: Gate, viewer: str, now: float = NOW) -> None:
    """A promised question, and so one that waits for as long as it takes."""
    assert gate.ask(line("!상담", viewer, now), f"{viewer} {WORRY}", None, now) is not None


def counsels(turn: Turn) -> bool:
    return turn.support is None or (turn.support.counsel and bool(turn.text))


def test_a_donor_is_answered_where_nobody_else_waits(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    for number in range(3):
        gate.hear(gift(5_000, WORRY, f"d{number}"), NOW)
        turn = gate.take(NOW)
        assert turn is not None
        assert counsels(turn)


def test_while_others_wait_every_second_answer_is_theirs(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    for number in range(20):
        ask(gate, f"v{number}")
    answers: list[str] = []
    for number in range(20):
        gate.hear(gift(5_000, WORRY, f"d{number}"), NOW)
        thanked = gate.take(NOW)
        assert thanked is not None
        assert thanked.support is not None, "thanks come first"
        other = gate.take(NOW, gifts=False)
        assert other is not None
        answers += [t.viewer.id for t in (thanked, other) if counsels(t)]
    paid = [who for who in answers if who.startswith("d")]
    assert (len(paid), len(answers)) == (20, 40)


def test_a_donor_who_is_only_thanked_is_answered_in_turn(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    ask(gate, "v1")
    ask(gate, "v2")
    gate.hear(gift(5_000, WORRY, "d1"), NOW)
    gate.hear(gift(5_000, f"[온유] {WORRY} !하트", "d2"), NOW)
    first, second = gate.take(NOW), gate.take(NOW)
    assert first is not None
    assert second is not None
    assert (counsels(first), counsels(second)) == (True, False)
    assert second.text == WORRY
    later = {turn.viewer.id: turn for turn in settle(brain, gate, NOW + 1.0)}
    assert set(later) == {"v1", "v2", "d2"}
    words = later["d2"]
    assert (words.id, words.persona, words.promised) == (f"words:{second.id}", "onyu", True)
    assert words.won == 0, "they were read aloud with the thanks"


def test_a_channel_lets_others_speak_between_donors(brain: Brain) -> None:
    """However many give, one at a time and always somebody waiting to be thanked."""
    channel = Channel(Platform.ROOM, "room", brain.gate(GateSettings()))
    for number in range(30):
        ask(channel.gate, f"v{number}")
    now, answered, thanking = NOW, Counter[str](), ""
    for number in range(60):
        now += 1.0
        if channel.gate.gifts < 2:
            channel.gate.hear(gift(5_000, WORRY, f"d{number}"), now)
        if number % 3 == 0 and thanking:
            channel.done(thanking)
        turn = channel.take(now)
        if turn is not None:
            answered[turn.viewer.id[0]] += counsels(turn)
            if turn.support:
                thanking = turn.id
            else:
                channel.done(turn.id)
    assert answered["v"] >= answered["d"] > 5


def test_steps_are_the_channels_own(brain: Brain) -> None:
    channel = Channel(Platform.ROOM, "room", brain.gate(GateSettings()))
    channel.gate.thank_from((10, 20, 30))
    channel.gate.hear(gift(30), NOW)
    turn = channel.take(NOW)
    assert turn is not None
    assert turn.support is not None
    assert turn.support.kind == "large"


def test_an_effect_is_not_read(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(gift(5_000, "!하트"), NOW)
    turn = gate.take(NOW)
    assert turn is not None
    assert turn.text == ""


def test_words_that_a_manager_let_pass_are_answered_and_read_aloud(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    event = gift(5_000, f"@라온 {WORRY}")
    gate.words(event, NOW)
    turn = gate.take(NOW)
    assert turn is not None
    assert (turn.text, turn.persona, turn.won) == (WORRY, "raon", 5_000)
    assert (turn.support, turn.promised, turn.id) == (None, True, f"words:{event.id}")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(["gift", "ask", "take", "others"]), min_size=10, max_size=120),
    st.integers(1, 6),
)
def test_half_of_the_answers_are_for_those_who_gave_nothing(
    brain: Brain, steps: list[str], donors: int
) -> None:
    """Whatever happens in whatever order: while somebody who gave nothing waits, donors are
    never more than one answer ahead."""
    gate, now, ahead = brain.gate(GateSettings()), NOW, 0
    for number, step in enumerate(steps):
        now += 1.0
        if step == "gift":
            gate.hear(gift(5_000, WORRY, f"d{number % donors}"), now)
        elif step == "ask":
            ask(gate, f"v{number}", now)
        else:
            turn = gate.take(now, gifts=step == "take")
            waits = any(c.viewer.id.startswith("v") for c in gate.waiting())
            if turn is None or not counsels(turn):
                continue
            if turn.viewer.id.startswith("v"):
                ahead = 0
            elif waits:
                ahead += 1
            assert ahead <= 1


def test_no_more_mentions_are_promised_than_are_answered_in_minutes(brain: Brain) -> None:
    gate, now = brain.gate(GateSettings()), NOW
    for number, text in enumerate((WORRIES * 3)[: 5 * MENTIONS]):
        gate.hear(line(f"온유야 {text}", f"v{number}", now), now)
    ripe = gate.ripe(now + 20.0)
    gate.weigh(ripe, brain.understander.read_many([c.text for c in ripe]), now + 20.0)
    promised = [c for c in gate.waiting() if c.promised]
    assert len(promised) == MENTIONS
    assert gate.ask(line("!상담", "late", now), WORRY, None, now) is not None
    gate.hear(gift(1_000), now)
    assert len([c for c in gate.waiting() if c.promised]) == MENTIONS + 2, "those are, always"
    turns = list(iter(lambda: gate.take(now + 60.0), None))
    kept = [turn for turn in turns if turn.reason is Reason.MENTION]
    assert len(kept) == MENTIONS, "the others are chat, which grows old"


def test_a_donor_who_is_typing_as_well_is_answered_once_and_to_all(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    ask(gate, "v1")
    ask(gate, "v2")
    gate.hear(gift(5_000, WORRY, "d1"), NOW)
    assert gate.take(NOW) is not None
    typed = line("남친이 연락을 안 하는데 어떡하죠?", "d2", NOW)
    assert gate.hear(typed, NOW) is not None
    given = gift(5_000, f"[온유] {WORRY} !하트", "d2")
    gate.hear(given, NOW)
    thanked = gate.take(NOW)
    assert thanked is not None
    assert (thanked.viewer.id, counsels(thanked)) == ("d2", False)
    later = [turn for turn in settle(brain, gate, NOW + 5.0) if turn.viewer.id == "d2"]
    (turn,) = later
    assert turn.text == f"{typed.text} {WORRY}"
    assert turn.event_ids == (typed.id, f"words:{given.id}")
    assert (turn.persona, turn.promised) == ("onyu", True)

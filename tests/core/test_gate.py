"""The gate alone: events in, turns out, time moved by hand."""

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import core.understanding as typical
from bots.brain import Brain
from core.gate.address import Address, Addressee
from core.gate.cooldown import Cooldown
from core.gate.cues import Cues
from core.gate.dedupe import Dedupe
from core.gate.gate import Gate, GateSettings
from core.gate.pieces import unfinished
from core.gate.similar import same, shape
from core.turns import Reason, Turn
from tests.conftest import gift, line

TYPICAL = Path(typical.__file__).parent / "data" / "typical.jsonl"
WORRIES = [json.loads(row)["text"] for row in TYPICAL.read_text("utf-8").splitlines()]


def settle(brain: Brain, gate: Gate, now: float) -> list[Turn]:
    """Let everything ripen and be taken at `now`."""
    ripe = gate.ripe(now)
    gate.weigh(ripe, brain.understander.read_many([c.text for c in ripe]), now)
    turns = []
    while turn := gate.take(now):
        turns.append(turn)
    return turns


def heard(brain: Brain, *texts: str, settings: GateSettings | None = None) -> list[Turn]:
    """Turns after each text was said by another viewer, a second apart."""
    gate = brain.gate(settings or GateSettings())
    now = 1_000_000.0
    for number, text in enumerate(texts):
        now += 1
        gate.hear(line(text, f"v{number}", now), now)
    return settle(brain, gate, now + 5)


def test_a_worry_is_answered_and_laughter_is_not(brain: Brain) -> None:
    turns = heard(brain, "ㅋㅋㅋㅋㅋ", "남친이 3일째 읽씹하는데 어떡하죠?", "헐", "ㄹㅇ")
    assert [turn.text for turn in turns] == ["남친이 3일째 읽씹하는데 어떡하죠?"]


def test_pieces_of_one_worry_are_joined(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    pieces = [line(text) for text in ("근데요", "어제 남친이", "제 톡을 읽씹했어요 어떡하죠")]
    for second, piece in enumerate(pieces):
        gate.hear(piece, 1_000_000.0 + second)
    (turn,) = settle(brain, gate, 1_000_010.0)
    assert turn.event_ids == tuple(piece.id for piece in pieces)
    assert turn.text == "근데요 어제 남친이 제 톡을 읽씹했어요 어떡하죠"


def test_a_donation_goes_before_a_worry(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(line("짝사랑 중인데 고백할까요?", "a"), 1_000_000.0)
    gate.hear(gift(5_000, "힘내요"), 1_000_000.5)
    assert [turn.reason for turn in settle(brain, gate, 1_000_005.0)] == [
        Reason.DONATION,
        Reason.WORRY,
    ]


def test_the_same_question_is_answered_once(brain: Brain) -> None:
    turns = heard(
        brain,
        "남친이 읽씹하는데 어떡하죠",
        "남친이 읽씹하는데 어떡하죠?",
        "남친이 읽씹 하는데 어떡하죠ㅠ",
    )
    assert [len(turn.event_ids) for turn in turns] == [3]


def test_lines_to_others_are_left_alone(brain: Brain) -> None:
    assert not heard(
        brain,
        "@두부 남친이랑 헤어졌어요?",
        "스트리머님 여친 있어요? 연애 얘기 해줘요",
        "방장 오늘 방송 언제까지 해요? 헤어지고 왔어요?",
    )


def test_a_mention_is_promised(brain: Brain) -> None:
    (turn,) = heard(brain, "도건아 너는 연애 안 해?")
    assert (turn.reason, turn.persona, turn.promised) == (Reason.MENTION, "dogeon", True)


def test_old_unprompted_lines_are_dropped_but_promises_kept(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(line("썸남이 연락이 없어요 어떡하죠", "a"), 1_000_000.0)
    gate.hear(gift(1_000), 1_000_000.0)
    ripe = gate.ripe(1_000_001.0)
    gate.weigh(ripe, brain.understander.read_many([c.text for c in ripe]), 1_000_001.0)
    turns = settle(brain, gate, 1_000_040.0)
    assert [turn.reason for turn in turns] == [Reason.DONATION]


def crowded(
    brain: Brain, seconds: int, loud: Callable[[Gate, int, float], object], quiet: int
) -> list[str]:
    """Who is answered, one every five seconds, when `loud` is called every second and one of
    thirty others tells a worry of their own every `quiet` seconds."""
    gate = brain.gate(GateSettings())
    answered: list[str] = []
    for second in range(seconds):
        now = 1_000_001.0 + second
        loud(gate, second, now)
        if second % quiet == 0:
            gate.hear(line(WORRIES[second], f"q{second % 30}", now), now)
        ripe = gate.ripe(now)
        gate.weigh(ripe, brain.understander.read_many([c.text for c in ripe]), now)
        if second % 5 == 0 and (turn := gate.take(now)):
            answered.append(turn.viewer.id)
    return answered


def test_one_viewer_cannot_fill_the_stream(brain: Brain) -> None:
    def loud(gate: Gate, second: int, now: float) -> None:
        gate.hear(line(f"남친이 또 {second}번째로 읽씹해요 어떡하죠 {second}", "loud", now), now)

    answered = crowded(brain, 600, loud, quiet=1)
    assert len(answered) == 120
    assert answered.count("loud") / len(answered) <= 0.1


def test_asking_by_command_does_not_buy_the_stream(brain: Brain) -> None:
    def loud(gate: Gate, second: int, now: float) -> None:
        gate.ask(line("!상담", "loud", now), f"고백할까요 말까요 {second}", None, now)

    answered = crowded(brain, 600, loud, quiet=1)
    assert len(answered) == 120
    # The first few are answered before the gate can know that there is a crowd.
    assert answered[20:].count("loud") / len(answered[20:]) <= 0.1
    assert answered.count("loud") / len(answered) <= 0.12


def test_skipping_leaves_donations(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(gift(1_000), 1_000_000.0)
    gate.hear(line("도건아 안녕", "a"), 1_000_000.0)
    gate.weigh(gate.ripe(1_000_001.0), brain.understander.read_many(["도건아 안녕"]), 1_000_001.0)
    skipped = gate.skip()
    assert skipped is not None
    assert skipped.viewer.id == "a"
    assert [turn.reason for turn in settle(brain, gate, 1_000_005.0)] == [Reason.DONATION]


def test_a_follow_up_needs_no_cue(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(line("남친이 3일째 읽씹하는데 어떡하죠?"), 1_000_000.0)
    assert settle(brain, gate, 1_000_001.0)
    gate.hear(line("먼저 보내볼까 싶기도 하고 모르겠네요", at=1_000_060.0), 1_000_060.0)
    (turn,) = settle(brain, gate, 1_000_065.0)
    assert turn.reason is Reason.FOLLOW_UP


def test_withdrawing_leaves_donations(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(line("도건아 안녕", "a"), 1_000_000.0)
    gate.hear(gift(1_000, viewer="a"), 1_000_000.0)
    gate.withdraw("a")
    assert [turn.reason for turn in settle(brain, gate, 1_000_005.0)] == [Reason.DONATION]


def test_dedupe_forgets_only_the_oldest() -> None:
    dedupe = Dedupe(size=10)
    assert not any(dedupe.seen(str(n)) for n in range(15))
    assert all(dedupe.seen(str(n)) for n in range(5, 15))


def test_cooldown_allows_a_burst_and_then_a_rate() -> None:
    cooldown = Cooldown(burst=2, every=10.0)
    assert [cooldown.allows("a", at) for at in (0.0, 0.1, 0.2, 10.1, 10.2)] == [
        True, True, False, True, False,
    ]  # fmt: skip
    assert cooldown.allows("b", 0.2)


def test_whom_a_line_addresses() -> None:
    address = Address("러블름", {"온유": "onyu"})
    others = {"두부"}
    assert address.to("러블름아 안녕", True, others) is Addressee.BOT
    assert address.to("온유님은요?", True, others) is Addressee.BOT
    assert address.to("두부님 저도요", False, others) is Addressee.ELSEWHERE
    assert address.to("형 오늘 게임 뭐 해요", False, others) is Addressee.ELSEWHERE
    assert address.to("헤어졌어요", False, others) is Addressee.NOBODY
    assert address.persona("온유 생각은?") == "onyu"


def test_what_sounds_unfinished() -> None:
    unfinished_lines = [
        "근데요",
        "어제 남친이",
        "읽씹했는데",
        "제가 고민이 있는데요",
        "그 사람 때문에",
    ]
    finished_lines = ["헤어졌어요", "고백할까", "어떡하죠?", "진짜 힘들다", "남친이 3일째 읽씹해요"]
    assert all(map(unfinished, unfinished_lines))
    assert not any(map(unfinished, finished_lines))


def test_the_same_in_other_words() -> None:
    asked = shape("남자친구가 갑자기 잠수를 탔는데 기다려야 할까요?")
    assert same(asked, shape("갑자기 남친 잠수.. 기다려야되나"))
    assert same(shape("고백할까요"), shape("ㄱㅂ할까 말까"))
    assert not same(asked, shape("남친이 바람을 피웠는데 기다려야 할까요?"))
    assert not same(shape("고백할까요"), shape("고백하고 차이면 동아리 나가야겠죠"))


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 5)), max_size=30))
def test_any_chat_passes_the_gate(said: list[tuple[str, int]]) -> None:
    gate = plain_gate()
    for second, (text, viewer) in enumerate(said):
        gate.hear(line(text, f"v{viewer}"), 1_000_000.0 + second)
    gate.ripe(1_000_100.0)
    while gate.take(1_000_100.0):
        pass


def plain_gate() -> Gate:
    names = {"온유": "onyu"}
    return Gate(Cues(("러블름", *names)), Address("러블름", names), GateSettings())


def test_nothing_is_known_of_a_forgotten_viewer(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    for viewer, name in (("gone", "숲속두부"), ("stays", "남")):
        for second in range(2):
            text = f"{name} 남친이 {second + 3}일째 읽씹하는데 어떡하죠?"
            gate.hear(line(text, viewer, name=name), 1_000_000.0 + 10 * second)
            settle(brain, gate, 1_000_005.0 + 10 * second)
        gate.hear(line("짝사랑 중인데 고백할까요?", viewer, name=name), 1_000_020.0)
    gate.forget("gone")
    assert (gate.id_of("숲속두부"), gate.id_of("남")) == (None, "stays")
    kept = (gate._open, gate._answered_at, gate._last_text)
    assert [list(one) for one in kept] == [["stays"]] * 3

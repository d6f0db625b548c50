"""Which lines deserve an answer, on streams labelled by hand (gate_streams/)."""

from collections import Counter

import pytest

from benchmarks import selection
from bots.brain import Brain
from core.gate.address import Address, Addressee
from core.gate.fairness import CROWD, Fairness
from core.gate.gate import GateSettings
from core.gate.pieces import OPENING_WAIT, WAIT, patience
from core.gate.tone import Tone, tone, wishes
from tests.conftest import line
from tests.core.test_gate import settle


@pytest.mark.parametrize("half", ["kept", "tuned"])
def test_lines_that_deserve_an_answer_get_it(brain: Brain, half: str) -> None:
    total: Counter[str] = Counter()
    given = grouped = again = 0
    for path in sorted((selection.STREAMS / half).glob("*.jsonl")):
        played = selection.play(brain, selection.load(path))
        total += played.counts()
        answered, donations = selection.gifts(played)
        assert answered == donations
        given += donations
        one, of = selection.grouped(played)
        grouped, again = grouped + one, again + of
    assert selection.f1(total) >= 0.85, total
    assert given >= 4
    assert grouped / again >= 0.8


@pytest.mark.parametrize("way", selection.LOUD)
def test_the_loudest_gets_no_tenth(brain: Brain, way: str) -> None:
    lines = selection.loud(selection.LOUD[way], minutes=8)
    counts = selection.shares(selection.play(brain, lines, every=5.0).turns)
    assert counts["loud"] <= 0.1 * counts.total()
    assert selection.jain([counts[f"v{n}"] for n in range(30)]) > 0.8


def test_in_a_crowd_alike_nobody_is_stuck() -> None:
    fairness = Fairness()
    viewers = [f"v{n}" for n in range(CROWD)]
    for round in range(3):
        for viewer in viewers:
            fairness.worthy(viewer, 1_000_000.0)
            assert not fairness.has_had_enough(viewer, others_wait=False), round
            fairness.answered(viewer)


def test_two_may_talk_for_ever() -> None:
    fairness = Fairness()
    for viewer in ("a", "b"):
        fairness.worthy(viewer, 1_000_000.0)
    for _ in range(50):
        fairness.answered("a")
    assert not fairness.has_had_enough("a", others_wait=False)
    assert fairness.has_had_enough("a", others_wait=True)


def test_what_was_just_answered_is_not_answered_again(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    gate.hear(line("고백할까요 말까요", "a"), 1_000_000.0)
    assert settle(brain, gate, 1_000_001.0)
    gate.hear(line("고백할까 말까", "b", 1_000_005.0), 1_000_005.0)
    assert not settle(brain, gate, 1_000_006.0)
    gate.hear(line("고백할까요?", "c", 1_000_060.0), 1_000_060.0)
    new = "여친이 남사친이랑 단둘이 여행을 간대요 보내줘야 하나요"
    gate.hear(line(new, "d", 1_000_061.0), 1_000_061.0)
    turns = settle(brain, gate, 1_000_062.0)
    assert [turn.text for turn in turns] == [new, "고백할까요?"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("★무료 포인트★ 지금 바로 클릭 http://free.example", Tone.ADVERT),
        ("무료 소개팅 앱 가입하면 5만원! 링크는 프로필", Tone.ADVERT),
        ("너를 사랑하지 않아 ♪", Tone.SONG),
        ('"자기야 나 바람피웠어" "선풍기?" ㅋㅋㅋㅋ', Tone.QUOTE),
        ("대화를 해보세요", Tone.ADVICE),
        ("그냥 헤어져", Tone.ADVICE),
        ("남친 있는 사람 손", Tone.JOKE),
        ("나는솔로 영숙 어제 봤음", Tone.GOSSIP),
        ("저도 골드에서 못 올라가는데 어떻게 해야 해요", Tone.PLAY),
        ("저 오늘 이별했어요", Tone.CONFESSION),
        ("남친이 저한테 연락을 안 해요", Tone.OWN),
        ("어머니가 결혼을 반대하세요", Tone.OWN),
        ("처음엔 뭐라고 말 걸어요", Tone.QUESTION),
    ],
)
def test_how_a_line_is_said(text: str, said: Tone) -> None:
    assert tone(text) is said


def test_talk_about_films_is_no_wish() -> None:
    assert wishes("비 오는 날 볼만한 영화 추천해줘")
    assert not wishes("그 영화 명작")


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("은별님은 고백받아 본 적 있어요?", Addressee.ELSEWHERE),
        ("언니 남친 있어요?", Addressee.ELSEWHERE),
        ("소연 누나 이상형이 뭐예요", Addressee.ELSEWHERE),
        ("이상형 월드컵 해요 언니", Addressee.ELSEWHERE),
        ("두부야 나 진짜 퇴사할까", Addressee.ELSEWHERE),
        ("두부 너 소개팅은 어떻게 됐어?", Addressee.ELSEWHERE),
        ("러블름 요즘 핫하네", Addressee.ELSEWHERE),
        ("온유가 누구임", Addressee.ELSEWHERE),
        ("부모님 때문에 헤어졌어요", Addressee.NOBODY),
        ("오빠 연락이 없어요", Addressee.NOBODY),
        ("친한 언니 남친이 저한테 연락해요", Addressee.NOBODY),
        ("좋아하는 누나", Addressee.NOBODY),
        ("온유 나 차였어", Addressee.BOT),
        ("온유야", Addressee.BOT),
        ("러블름 안녕", Addressee.BOT),
    ],
)
def test_to_whom_a_line_is_said(text: str, to: Addressee) -> None:
    address = Address("러블름", {"온유": "onyu"})
    called = any(name in text for name in ("러블름", "온유"))
    assert address.to(text, called, {"두부"}, "말랑") is to


def test_whoever_is_called_by_title_is_known_by_name(brain: Brain) -> None:
    gate = brain.gate(GateSettings())
    assert gate.hear(line("소연님 오늘 방송 재밌었어요 사랑해요", "a"), 1_000_000.0) is None
    assert gate.hear(line("소연아 사랑해 나랑 사귀자", "b"), 1_000_001.0) is None
    assert gate.id_of("소연") is None


def test_an_opening_is_waited_for_longer() -> None:
    assert patience("저기요", in_pieces=True) == OPENING_WAIT
    assert patience("있잖아요", in_pieces=False) == OPENING_WAIT
    assert patience("남친이 읽씹했는데", in_pieces=False) == WAIT
    assert patience("남친이 읽씹했어요", in_pieces=False) == 0.0


def test_who_consoles_somebody_is_not_answered(brain: Brain) -> None:
    gate = brain.gate(GateSettings(floor=0.25))
    comfort, worry = (
        "괜찮아요? 여기 있는 사람들 다 듣고 있어요",
        "남친이 3일째 카톡을 읽고 답이 없어요 어떡하죠",
    )
    gate.disclosed_at = 1_000_000.0
    for number, (text, viewer) in enumerate(((comfort, "a"), (worry, "b"))):
        gate.hear(line(text, viewer, 1_000_005.0 + number), 1_000_005.0 + number)
    assert [turn.text for turn in settle(brain, gate, 1_000_012.0)] == [worry]
    gate.hear(line(comfort, "c", 1_000_200.0), 1_000_200.0)
    assert [turn.text for turn in settle(brain, gate, 1_000_207.0)] == [comfort]

"""From a transcript to a script, its pairs and its style."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.persona import Register
from core.questions import asks
from core.recordings.pairs import Pair, pairs, sentences
from core.recordings.scripts import Why, clean, diff, kept
from core.recordings.style import draft, style
from core.recordings.transcript import Segment, talkers

STORY = (
    ("A", "음 안녕하세요 여러분 오늘도 와 주셔서 감사합니다."),
    ("A", "자 그럼 다음 사연 읽어 볼게요."),
    ("A", "남자친구랑 3년 사귀었는데요 요즘 연락이 줄었어요."),
    ("A", "어 제 번호는 010-1234-5678이고요."),
    ("A", "제가 먼저 연락해도 될까요?"),
    ("A", "음… 저는 그, 먼저 한 번은 물어보셔도 괜찮다고 생각해요."),
    ("A", "왜 연락이 줄었을까요? 그건 그 사람만 알아요."),
    ("B", "그건 좀 아닌 것 같은데."),
    ("A", "[박수]"),
    ("A", "두부님이 헤어진 지 한 달 됐는데 카톡 보내도 되냐고 물어보셨어요."),
    ("A", "한 달이면 아직 마음이 젖어 있을 때예요. 보내기 전에 하루만 재워 두세요."),
    ("B", "저는 소개팅에서 차였는데 어떡해요"),
    ("A", "그 사람이 눈이 없는 거예요. 맛있는 거 먹으러 가세요."),
)


def said(*lines: tuple[str, str], pause: float = 0.3, sure: float = 0.9) -> list[Segment]:
    at, found = 0.0, []
    for speaker, text in lines:
        found.append(Segment(at, at + len(text) / 6, text, speaker, sure))
        at += len(text) / 6 + pause
    return found


def left(text: str, **how: float) -> str:
    return clean(said(("A", text), **how), "A")[0].text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("음, 어… 그래서 제가 갔어요.", "그래서 제가 갔어요."),
        ("저, 저는 괜찮아요.", "저는 괜찮아요."),
        ("그, 뭐랄까, 슬펐어요 음.", "슬펐어요."),
        ("um so I went, uh, home.", "so I went, home."),
        ("어? 진짜요? 아 몰랐네요.", "어? 진짜요? 아 몰랐네요."),
        ("네 네 이 이야기는 그 사람 이야기예요.", "네 네 이 이야기는 그 사람 이야기예요."),
        ("제 메일은 a@b.co.kr 이에요.", "제 메일은 [이메일] 이에요."),
        ("(웃음) 그랬죠 ♪♪", "그랬죠"),
        ("음…", ""),
        ("안\u200b녕\x00하세요", "안 녕 하세요"),
    ],
)
def test_what_is_left_of_a_line(text: str, clean: str) -> None:
    assert left(text) == clean


def test_what_recognisers_write_into_silence_goes_and_what_was_said_stays() -> None:
    assert left("시청해 주셔서 감사합니다.", sure=0.2) == ""
    assert left("시청해 주셔서 감사합니다.", sure=0.9) != ""
    looped = clean(said(*[("A", "그래서 제가 그랬어요.")] * 3), "A")
    assert [cut.text != "" for cut in looped] == [True, False, False]


def test_one_speaker_stays_and_names_go() -> None:
    cuts = clean(said(*STORY), "A", ["두부"])
    assert {segment.speaker for segment in kept(cuts)} == {"A"}
    assert "두부" not in "".join(segment.text for segment in kept(cuts))
    asked = clean(said(*STORY), "A", questions=True)
    assert [s.text for s in kept(asked) if s.speaker == "B"] == [STORY[11][1]]
    assert len(kept(clean(said(*STORY), ""))) == len(STORY) - 1
    assert next(iter(talkers(said(*STORY)))) == "A"


def test_a_person_can_see_every_change_and_why() -> None:
    cuts = clean(said(*STORY), "A")
    shown = list(diff(cuts, "talk.transcript.jsonl", "talk.script.jsonl"))
    assert shown[:5] == [
        "--- talk.transcript.jsonl",
        "+++ talk.script.jsonl",
        "@@ 0:00:00 A: filler @@",
        "-음 안녕하세요 여러분 오늘도 와 주셔서 감사합니다.",
        "+안녕하세요 여러분 오늘도 와 주셔서 감사합니다.",
    ]
    assert "-[박수]" in shown
    changed = [cut for cut in cuts if cut.why]
    assert sum(line.startswith("@@") for line in shown) == len(changed)
    assert all(cut.text == cut.segment.text for cut in cuts if not cut.why)
    assert {why for cut in cuts for why in cut.why} == set(Why) - {Why.REPEATED}


@given(st.lists(st.tuples(st.sampled_from("AB"), st.text(max_size=60)), max_size=12))
def test_any_text_is_cleaned_paired_and_profiled(lines: list[tuple[str, str]]) -> None:
    script = kept(clean(said(*lines), "A", questions=True))
    assert all(s.text == " ".join(s.text.split()) for s in script)
    assert all(p.instruction and p.output for p in pairs(script, "A"))
    yaml.safe_load(draft(style(script, "A"), "mine", "나"))


def test_stories_read_out_and_questions_have_their_answers() -> None:
    script = kept(clean(said(*STORY), "A", ["두부"], questions=True))
    assert pairs(script, "A") == [
        Pair(
            "제가 먼저 연락해도 될까요?",
            "남자친구랑 3년 사귀었는데요 요즘 연락이 줄었어요. 제 번호는 [전화번호]이고요.",
            "저는 먼저 한 번은 물어보셔도 괜찮다고 생각해요. 왜 연락이 줄었을까요? 그건 그 사람만 알아요.",
        ),
        Pair(
            "헤어진 지 한 달 됐는데 카톡 보내도 되냐",
            "",
            "한 달이면 아직 마음이 젖어 있을 때예요. 보내기 전에 하루만 재워 두세요.",
        ),
        Pair(
            "저는 소개팅에서 차였는데 어떡해요",
            "",
            "그 사람이 눈이 없는 거예요. 맛있는 거 먹으러 가세요.",
        ),
    ]


def test_an_answer_ends_where_another_speaker_was_taken_out_or_silence_begins() -> None:
    script = kept(clean(said(*STORY), "A"))
    assert "눈이 없는" not in "".join(pair.output for pair in pairs(script, "A"))
    slow = said(("A", "카톡 보내도 될까요?"), ("A", "내일 보내세요, 내일요."), pause=2.5)
    late = [*slow, Segment(60.0, 62.0, "이제 광고 보고 오겠습니다.", "A")]
    assert [pair.output for pair in pairs(late, "A")] == ["내일 보내세요, 내일요."]


def test_small_talk_has_no_pairs() -> None:
    lines = [("A", "안녕하세요. 오늘 날씨가 좋네요. 밥은 먹었어요.")] * 3
    assert pairs(said(*lines), "A") == []


def test_a_sentence_that_breaks_off_goes_on_in_the_next_segment() -> None:
    script = said(
        ("A", "그래서 저는 그 사람한테"), ("A", "먼저 연락을 했어요. 그랬더니 답이 왔어요.")
    )
    assert [sentence.text for sentence in sentences(script)] == [
        "그래서 저는 그 사람한테 먼저 연락을 했어요.",
        "그랬더니 답이 왔어요.",
    ]


@pytest.mark.parametrize(
    "text",
    ["보내도 될까요", "어떻게 해야 하나요.", "어떡해요ㅠㅠ", "뭐 하냐", "정말?", "괜찮은가요"],
)
def test_questions_are_known_without_their_mark(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["읽씹당했어요", "어머니", "노래 부르러 가요.", "그러니까", "있잖아요", "", "배고프니까요"],
)
def test_statements_are_no_questions(text: str) -> None:
    assert not asks(text)


def test_a_draft_holds_what_was_measured_and_leaves_the_rest_to_its_owner() -> None:
    script = kept(clean(said(*STORY), "A"))
    found = style(script, "A", ["연락을 기다려요"])
    assert found.register is Register.HAEYO
    assert found.registers[Register.HAEYO] > 0.7
    assert found.pace == pytest.approx(4.5, abs=1.5)
    written = yaml.safe_load(draft(found, "mine", "나"))
    assert (written["slug"], written["register"], written["order"]) == ("mine", "haeyo", "")
    assert 80 <= written["voice"]["speed"] <= 450


def test_register_and_own_words_are_told_from_what_others_say() -> None:
    lines = [
        ("A", "결론은 하나입니다. 기록부터 보십시오."),
        ("A", "기록이 말합니다. 연락은 그다음입니다."),
    ]
    found = style(said(*lines), "A", ["연락은 기다려요"] * 5)
    assert found.register is Register.HAPSYO
    assert found.words[0][0] == "기록"

"""What may be shown, what a manager must see, and what is abuse however it is spelled."""

import gzip
import unicodedata
from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConfigError
from core.safety.abuse import Lexicon
from core.safety.evaluate_moderation import Scores, curses, explicit, in_test, kept, scores, worries
from core.safety.joined import LONGEST, SECONDS, VIEWERS, Joined
from core.safety.moderation import NOBODY, Moderation
from core.safety.spelling import keyed
from core.safety.verdict import Reason, Severity

KEPT = Path(__file__).parent / "moderation_kept.jsonl"
MODERATION = Moderation(personas=("온유", "도건"))
# What is put between letters so that a word is not found.
BETWEEN = ("", "1", ".", "♡", "~", "\u200b", "ㅋ", "-", "@", "*")


def test_floors_on_kept_lines() -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, (found, lines) in kept(MODERATION, KEPT).items():
        expected = name.partition("/")[0]
        right[expected] += found
        total[expected] += lines
    assert total.total() >= 300
    for expected, least in {"clean": 0.97, "abusive": 0.97, "uncertain": 0.95}.items():
        assert right[expected] / total[expected] >= least, expected
    assert right["quoted"] + right["vented"] >= 0.9 * (total["quoted"] + total["vented"])


def test_our_viewers_worries_are_shown() -> None:
    lines = list(worries())
    held = [text for text in lines if not MODERATION.judge(text).shown]
    # Some of them do swear; nearly all the rest must pass.
    assert len(held) <= 0.005 * len(lines), held
    assert all(MODERATION.judge(text).answerable for text in held)


@given(st.sampled_from(("씨발", "병신", "개새끼", "지랄")), st.data())
def test_marks_between_letters_hide_nothing(word: str, data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.sampled_from(BETWEEN), min_size=3, max_size=3))
    spelled = "".join(letter + mark for letter, mark in zip(word, marks, strict=False))
    assert MODERATION.judge(f"야 {spelled} 뭐야").severity is Severity.ABUSIVE, spelled


@given(st.sampled_from(("씨발", "병신", "존나", "지랄하네", "꺼져라")))
def test_the_form_of_letters_hides_nothing(word: str) -> None:
    plain = MODERATION.judge(word).severity
    jamo = "".join(
        chr({"ㄱ": 0x3131}.get(part, ord(part)))
        for part in (unicodedata.normalize("NFKC", x) for x in unicodedata.normalize("NFD", word))
    )
    assert MODERATION.judge(unicodedata.normalize("NFD", word)).severity is plain
    assert MODERATION.judge(jamo).severity is plain
    assert MODERATION.judge(" ".join(word)).severity is plain


@pytest.mark.parametrize(
    "text",
    ["ㅅㅣㅂㅏㄹ", "ㅅ ㅣ ㅂ ㅏ ㄹ", "ㅅ발", "씌바알", "시이이이발", "시바ㄹ", "병시ㄴ", "ㅅl발", "ㅅ1발", "tlqkf", "Qudtls", "ＦＵＣＫ", "f u c k", "fu\u0441k", "sh1t", "@sshole", "18새끼", "아18"],
)  # fmt: skip
def test_spellings(text: str) -> None:
    assert MODERATION.judge(text).severity is Severity.ABUSIVE


@pytest.mark.parametrize(
    "text",
    ["다시 발표해요", "역시 발라드", "시발점", "씨앗 발아", "보지 않아요", "영화 보지 그래", "잠을 자지 마", "새끼손가락 걸고", "병신년에 태어나", "불이 꺼져 있어요", "가방을 뒤져봤어요", "십년지기", "바보짓"],
)  # fmt: skip
def test_plain_words_that_look_like_abuse(text: str) -> None:
    assert MODERATION.judge(text).shown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("이 씨발", Reason.PROFANITY),
        ("병신아", Reason.INSULT),
        ("가슴 좀 보여줘", Reason.SEXUAL),
        ("짱깨들아", Reason.HATE),
        ("너 죽여버린다", Reason.THREAT),
        ("나가 죽어", Reason.SELF_HARM),
        ("서울중 다니는 김민준이 때렸어", Reason.PERSON),
    ],
)
def test_reasons(text: str, reason: Reason) -> None:
    verdict = MODERATION.judge(text)
    assert reason in verdict.reasons
    assert not verdict.shown


def test_who_tells_of_abuse_is_answered_but_not_shown() -> None:
    told = MODERATION.judge("남친이 나한테 씨발년이라고 했어요")
    assert (told.severity, told.quoted, told.answerable) == (Severity.ABUSIVE, True, True)
    vented = MODERATION.judge("아 씨발 남친이 바람났어요 ㅠㅠ")
    assert (vented.severity, vented.quoted, vented.answerable) == (Severity.ABUSIVE, False, True)


@pytest.mark.parametrize(
    "text", ["병신아", "너 병신이야", "러블름 병신아", "나가 죽어", "짱깨 새끼들"]
)
def test_who_abuses_is_not_answered(text: str) -> None:
    verdict = MODERATION.judge(text)
    assert (verdict.severity, verdict.quoted, verdict.answerable) == (
        Severity.ABUSIVE,
        False,
        False,
    )


def test_a_persona_reads_no_abuse() -> None:
    text = "남친이 저보고 병 신이래요 ㅅ1발"
    covered = MODERATION.covered(text)
    assert covered == "남친이 저보고 ○○○이래요 ○○○"
    assert MODERATION.covered("답장이 없어요") == "답장이 없어요"
    assert MODERATION.judge(covered).shown


def test_words_of_a_channel() -> None:
    channel = MODERATION.with_words(["민트초코", "1004", "🖕", "ㅋㄷ"], ["우왁굳", "지수"])
    for text in ("민트초코 좋아", "민 트 초 코", "민1트초.코", "1004원", "🖕", "ㅋㄷ"):
        verdict = channel.judge(text)
        assert (verdict.severity, verdict.reasons) == (Severity.ABUSIVE, {Reason.BANNED}), text
        assert MODERATION.judge(text).shown
    assert channel.judge("씨발").severity is Severity.ABUSIVE
    assert channel.judge("100원").shown


def test_names_that_a_channel_protects() -> None:
    channel = MODERATION.with_words([], ["우왁굳", "지수"])
    assert channel.judge("우왁굳 방송 봤어?").severity is Severity.UNCERTAIN
    assert channel.judge("우.왁.굳님 온대").severity is Severity.UNCERTAIN
    assert channel.judge("우왁굳 또라이").severity is Severity.ABUSIVE
    assert channel.judge("우왁굳 존나 웃김").severity is Severity.UNCERTAIN
    assert channel.judge("지수가 그랬어").severity is Severity.UNCERTAIN
    assert channel.judge("지수함수 어려워").shown


def test_talk_about_actors_accuses_nobody() -> None:
    assert MODERATION.judge("전도연이 바람피우는 역할로 나온 영화 뭐죠").shown
    assert MODERATION.judge("김민준이라는 친구가 다정해요").shown


@pytest.mark.parametrize(
    "name",
    ["시1발", "ㅂㅅ임", "Tlqkf", "보 지", "관리자", "운.영.자", "러블름", "L0veLM", "온유", "온유님", "AI도건", "admin", "010-1234-5678", "공일공일이삼사오육칠팔", "discord.gg/abc", "naver.com", "하늘새끼", "🙂", ""],
)  # fmt: skip
def test_names_unfit_to_be_said(name: str) -> None:
    assert MODERATION.name(name) == NOBODY


@pytest.mark.parametrize(
    "name", ["두부", "온유한하루", "viewer_12345", "badminton", "매니저좋아", "씨앗", "자지마"]
)
def test_names_fit_to_be_said(name: str) -> None:
    assert MODERATION.name(name) == name


def test_lines_of_one_viewer_are_joined() -> None:
    joined = Joined(MODERATION)
    assert joined.judge("a", "시", 0.0).shown
    assert joined.judge("b", "발", 1.0).shown
    assert joined.judge("a", "오늘 날씨 참 좋네요", 1.5).shown
    assert joined.judge("a", "발", 2.0).severity is Severity.ABUSIVE
    assert joined.judge("a", "ㅋㅋ", 3.0).shown


def test_joined_lines_are_forgotten_and_words_stay_words() -> None:
    joined = Joined(MODERATION)
    assert joined.judge("a", "시", 0.0).shown
    assert joined.judge("a", "발", SECONDS + 1.0).shown
    assert joined.judge("c", "다시", 0.0).shown
    assert joined.judge("c", "발표", 1.0).shown
    assert joined.judge("d", "병", 0.0).shown
    assert joined.judge("d", "신", 1.0).severity is Severity.ABUSIVE
    for number in range(VIEWERS + 5):
        joined.judge(f"viewer {number}", "시", 2.0)
    assert joined.judge("viewer 0", "발", 2.5).shown
    assert joined.judge(f"viewer {VIEWERS}", "발", 2.5).severity is Severity.ABUSIVE
    assert len("오늘 날씨 참 좋네요") > LONGEST


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    verdict = MODERATION.judge(text)
    assert verdict.shown == (not verdict.reasons)
    assert MODERATION.abusive(text) != verdict.shown
    assert len(MODERATION.covered(text)) == len(text)
    assert MODERATION.name(text)


def test_a_keyboard_left_in_english() -> None:
    assert keyed("씨발") == "tlqkf"


def test_a_broken_word_list_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "abuse.yaml"
    path.write_text("groups: {x: {severity: loud}}", "utf-8")
    with pytest.raises(ConfigError, match=r"abuse\.yaml"):
        Lexicon.load(path)


def test_scores_count_a_labelled_set(tmp_path: Path) -> None:
    lines = {"아 씨발 뭐야": 1, "못난 사람이네": 1, "존나 웃겨": 0, "답장이 없어요": 0}
    (tmp_path / "curse_2runo").mkdir()
    with gzip.open(tmp_path / "curse_2runo" / "dataset.txt.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{text}|{label}\n" for text, label in lines.items())
    read = curses(tmp_path, test=True) + curses(tmp_path, test=False)
    assert sorted(read) == sorted((text, label == 1) for text, label in lines.items())
    assert all(in_test(text) for text, _ in curses(tmp_path, test=True))
    vulgar = frozenset({crc32("아 씨발 뭐야".encode())})
    assert scores(MODERATION, read, vulgar, Severity.ABUSIVE) == Scores(1, 1, 2, 1, 1)
    assert scores(MODERATION, read, vulgar, Severity.UNCERTAIN) == Scores(2, 1, 2, 1, 1)
    assert len(explicit()) == 276


def test_a_missing_set_says_where_it_is_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="origin"):
        curses(tmp_path, test=True)

"""The wording policy of the help-line answers."""

import re
from pathlib import Path

import pytest
import yaml

from core.errors import ConfigError
from core.safety.helplines import PATH, Helplines
from core.safety.levels import CALM, Kind, Level, Triage

HELPLINES = Helplines.load()
RAW = yaml.safe_load(PATH.read_text("utf-8"))
LANGUAGES = (RAW, RAW["english"])
PARTS = ("answers", "follow_ups")
TEXTS = [
    text
    for language in LANGUAGES
    for part in PARTS
    for texts in language[part].values()
    for text in texts
]
VIOLENT = [
    text
    for language in LANGUAGES
    for part in PARTS
    for name in ("dating_violence", "stalking", "sexual_extortion", "minor", "violence")
    for text in language[part].get(name, ())
]
CRISES = [
    Triage(Level.EXPLICIT, Kind.SELF_HARM),
    Triage(Level.INDIRECT, Kind.SELF_HARM),
    Triage(Level.INDIRECT, Kind.THIRD_PERSON),
    *(
        Triage(Level.VIOLENCE, kind)
        for kind in (Kind.DATING_VIOLENCE, Kind.STALKING, Kind.SEXUAL_EXTORTION, Kind.MINOR)
    ),
]
NUMBER = re.compile(r"1577-0199|1577-1366|1388|1366|112|119|109")
BANNED = (
    "1393", "735-8994", "극단적", "나쁜 생각", "설마", "약속", "우울증", "병", "화해", "용서", "사랑해",
    "ㅋ", "힘내", "여자", "여성분", "한강", "약을", "옥상", "참아", "suicid", "kill", "depress", "promise", "stay strong", "forgive",
    "woman",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_keeps_the_policy(text: str) -> None:
    assert len(text) <= 99
    assert NUMBER.search(text)
    assert not [word for word in BANNED if word in text]
    assert "{" not in text


@pytest.mark.parametrize("text", VIOLENT)
def test_112_comes_first_where_there_is_violence(text: str) -> None:
    first = NUMBER.search(text)
    assert first is not None
    assert first[0] == "112"


@pytest.mark.parametrize("crisis", CRISES)
def test_texts_vary_by_turn_and_repeat_for_the_same_turn(crisis: Triage) -> None:
    for say in (HELPLINES.answer, HELPLINES.follow_up):
        assert len({say(crisis, turn) for turn in range(4)}) == 4
        assert say(crisis, 9) == say(crisis, 9)


def test_calm_has_no_answer() -> None:
    with pytest.raises(ValueError, match="calm"):
        HELPLINES.answer(CALM, 0)
    with pytest.raises(ValueError, match="calm"):
        HELPLINES.follow_up(CALM, 0)


def test_the_file_says_who_has_yet_to_review_it() -> None:
    assert RAW["clinician_reviewed"] is False
    assert "clinician has yet to review" in RAW["note"]
    assert HELPLINES.reviewed
    assert all(number["hours"] for number in RAW["numbers"].values())


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("109(24시간", "1393(24시간", "retired"),
        ("위험하면 112, 상담은 1366", "상담은 1366, 위험하면 112", "before 112"),
        ("말해 줘서 고마워요.", "말해 줘서 고마워요." + "네" * 90, "99"),
        ("  third_person:", "  somebody:", "exactly"),
        ("answers:", "answer:", "unreadable"),
    ],
)
def test_a_text_against_the_policy_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    spoiled = tmp_path / "helplines.yaml"
    spoiled.write_text(PATH.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ConfigError, match=why) as refused:
        Helplines.load(spoiled)
    assert refused.value.fix


@pytest.mark.parametrize("crisis", CRISES)
def test_who_writes_english_is_answered_in_english(crisis: Triage) -> None:
    for say in (HELPLINES.answer, HELPLINES.follow_up):
        assert say(crisis, 1, english=True).isascii()
        assert not say(crisis, 1).isascii()

"""The four personas, and what a broken file says."""

import shutil
from pathlib import Path

import pytest

from core.character import faults
from core.errors import ConfigError
from core.korean import fill
from core.labels import Emotion, Situation
from core.persona import Manner, Register
from core.understanding.angles import Angles
from personas.check import check
from personas.loader import FOLDER, load, load_all

SLOTS = {
    "name": "두부", "partner": "그 사람", "duration": "3일", "donor": "여름귤", "amount": "5,000원", "viewers": "42", "film": "〈그녀〉",
    "when": "어제", "medium": "카톡", "place": "회사", "times": "세 번", "other": "라온", "before": "읽씹",
}  # fmt: skip


def test_four_personas_who_differ() -> None:
    personas = load_all()
    assert list(personas) == ["dogeon", "onyu", "raon", "yudam"]
    assert {p.register for p in personas.values()} == set(Register)
    assert len({p.address for p in personas.values()}) == 4


@pytest.mark.parametrize("slug", ["dogeon", "onyu", "raon", "yudam"])
def test_every_line_can_be_said(slug: str) -> None:
    persona = load_all()[slug]
    for situation in Situation:
        assert len(persona.bank.find(f"situation.{situation}")) >= 3
    for emotion in Emotion:
        assert persona.bank.find(f"film.{emotion}")
    for lines in persona.bank.lines.values():
        for line in lines:
            chat, speech = fill(line.chat, SLOTS), fill(line.speech, SLOTS)
            assert len(chat) <= 90
            assert "{" not in chat + speech


@pytest.mark.parametrize("slug", ["dogeon", "onyu", "raon", "yudam"])
@pytest.mark.parametrize("manner", list(Manner))
def test_every_line_is_in_character(slug: str, manner: Manner) -> None:
    persona = load_all()[slug]
    assert check(persona, manner).findings == ()


@pytest.mark.parametrize("slug", ["dogeon", "onyu", "raon", "yudam"])
def test_every_example_is_in_character(slug: str) -> None:
    persona = load_all()[slug]
    assert {example.situation for example in persona.examples} >= set(Situation)
    for example in persona.examples:
        assert faults(persona, Manner.OWN, example.reply, example.viewer) == [], example.reply


def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "onyu"
    shutil.copytree(FOLDER / "onyu", folder)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("persona.yaml", "colour: ", "colour: red #", "colour"),
        ("persona.yaml", "register: haeyo", "register: rude", "register"),
        ("bank.yaml", "  read_ignored:", "  read_ignord:", "situation"),
        ("bank.yaml", "{partner:", "{partnr:", "partnr"),
        ("angles.yaml", "read_ignored:", "read_ignored:\n  none_said: []", "at least 1"),
    ],
)
def test_a_fault_names_file_line_and_field(
    tmp_path: Path, file: str, old: str, new: str, field: str
) -> None:
    path = copy(tmp_path) / file
    text = path.read_text("utf-8")
    assert old in text
    number = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigError, match=field) as error:
        load(path.parent)
    named, _, at = error.value.key.rpartition(":")
    assert named == str(path)
    assert abs(int(at) - number) <= 1


@pytest.mark.parametrize(
    ("case", "speech", "why"),
    [
        ("no_such_case", "네.", "read_ignored: unknown no_such_case"),
        ("answered", "가" * 151, "151 characters of speech, 150 at most"),
    ],
)
def test_lines_for_finer_cases_can_be_found_and_said(
    tmp_path: Path, case: str, speech: str, why: str
) -> None:
    path = copy(tmp_path) / "angles.yaml"
    path.write_text(f"read_ignored: {{{case}: [{{chat: 네., speech: {speech}}}]}}", "utf-8")
    with pytest.raises(ConfigError, match=why) as error:
        load(path.parent)
    assert error.value.key.startswith(str(path))


def test_not_yaml_at_all(tmp_path: Path) -> None:
    path = copy(tmp_path) / "bank.yaml"
    path.write_text("situation: [unclosed", "utf-8")
    with pytest.raises(ConfigError, match=r"bank\.yaml.*not readable"):
        load(path.parent)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not readable"):
        load(path.parent)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no persona"):
        load_all(tmp_path)


@pytest.mark.parametrize("slug", ["dogeon", "onyu", "raon", "yudam"])
def test_every_angle_has_a_line(slug: str) -> None:
    bank = load_all()[slug].bank
    for situation, angles in Angles.load().of.items():
        for angle in angles:
            assert bank.find(f"angle.{situation}.{angle.key}"), (situation, angle.key)

"""Finer cases of a situation: what is told is found, who did it to whom included."""

import time
from collections import Counter
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.labels import Situation
from core.understanding.angles import Angles
from core.understanding.cases import read_lines as read_cases

ANGLES = Angles.load()


def cases(table: str) -> list[tuple[str, str, bool]]:
    """Each angle of `table` with the lines below it that tell it (`+`) or do not (`-`)."""
    found, name = [], ""
    for row in filter(None, table.splitlines()):
        if row[0] in "+-":
            found.append((name, row[2:], row[0] == "+"))
        else:
            name = row
    return found


TABLE = cases(Path(__file__).with_name("angles.txt").read_text("utf-8"))


@pytest.mark.parametrize(("name", "text", "told"), TABLE)
def test_cases(name: str, text: str, told: bool) -> None:
    situation, key = name.split(".")
    assert (ANGLES.find(Situation(situation), text) == key) is told


def test_every_situation_has_cases_and_each_can_be_known() -> None:
    lines = Counter(name for _, name in read_cases())
    assert set(ANGLES.of) == set(Situation)
    for situation, angles in ANGLES.of.items():
        assert 3 <= len(angles) <= 12, situation
        for angle in angles:
            assert lines[f"{situation}.{angle.key}"] >= 12, angle.key
        assert all(angle.gloss.endswith(("다.", ").")) for angle in angles), situation


def test_danger_comes_first() -> None:
    assert (
        ANGLES.find(Situation.DEBT, "앱에서 만난 군인이 돈을 빌려달래요 통관비래요")
        == "romance_scam"
    )
    assert (
        ANGLES.find(Situation.ONLINE, "중2인데 디코에서 만난 오빠가 사진 보내래요 만나재요")
        == "photos"
    )
    assert (
        ANGLES.find(Situation.CONTROLLING, "위치 공유 안 하면 헤어지자고 하면 죽겠다고 해요")
        == "threat"
    )
    assert (
        ANGLES.find(Situation.INTIMACY, "싫다고 했는데 억지로 키스했어요 사귄 지 얼마 안 됐는데")
        == "forced"
    )


def test_nothing_told_is_no_case() -> None:
    assert ANGLES.find(Situation.READ_IGNORED, "읽씹당했어요") is None
    assert ANGLES.find(Situation.AGE_GAP, "둘 중 1명은 15살 차이도 괜찮대요") is None
    assert all(ANGLES.find(situation, "") is None for situation in Situation)


def test_only_the_beginning_is_read() -> None:
    assert ANGLES.find(Situation.DEBT, "보증을 서 달래요") == "in_my_name"
    assert ANGLES.find(Situation.DEBT, "가" * 400 + "보증을 서 달래요") is None


@pytest.mark.parametrize(
    "rubbish",
    ["ㅋ" * 10_000, " " * 10_000, "제가 내가 " * 2_000, "친구가 상대가 남친이 " * 1_000, "(((|||[[" * 1_250, "고1 중2 15살 " * 1_200],
)  # fmt: skip
def test_rubbish_takes_no_time(rubbish: str) -> None:
    began = time.process_time()
    for situation in Situation:
        ANGLES.find(situation, rubbish)
    assert time.process_time() - began < 0.25


def broken(path: Path, text: str) -> ConfigError:
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as raised:
        Angles.load(path)
    return raised.value


def test_broken_files_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "angles.yaml"
    assert broken(path, "debt:\n  - key: a\n    gloss: b.\n    pattern: '('\n").key == f"{path}:4"
    assert broken(path, "debt:\n  - key: a\n    pattern: b\n").key == f"{path}:2"
    assert broken(path, "\nhunger:\n  - key: a\n").key == f"{path}:2"
    assert broken(path, "debt: much\n").key == f"{path}:1"
    twice = "  - {key: a, gloss: b., pattern: c}\n"
    assert "twice" in broken(path, f"debt:\n{twice}{twice}").why
    assert broken(path, "").key == str(path)
    assert broken(path, "debt: [\n").key == str(path)
    with pytest.raises(ConfigError, match="absent"):
        Angles.load(tmp_path / "absent.yaml")


def test_a_space_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "angles.yaml"
    path.write_text("debt:\n  - {key: a, gloss: b., pattern: 돈_얘기, unless: 친구}\n", "utf-8")
    angles = Angles.load(path)
    assert (
        angles.find(Situation.DEBT, "돈 얘기 했어요")
        == angles.find(Situation.DEBT, "돈얘기 했어요")
        == "a"
    )
    assert angles.find(Situation.DEBT, "친구랑 돈 얘기 했어요") is None
    assert angles.find(Situation.LIES, "돈 얘기 했어요") is None

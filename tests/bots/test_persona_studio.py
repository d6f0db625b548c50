"""`lovelm persona clean | pairs | style`, run as they are run; transcripts made here."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.recordings import files
from adapters.simulated.openai import Messages
from bots import cli, settings
from core.errors import ConfigError
from core.recordings.transcript import About, Segment, Transcript
from personas.files import read
from personas.schema import ExampleFile, PersonaFile
from tests.core.test_scripts import STORY, said
from tests.servers.openai import FaultyOpenAi

RIGHTS = "--i-have-rights"
SUICIDAL = (
    ("A", "죽고 싶은데 어떡하죠 라고 하셨는데요."),
    ("A", "지금 바로 109에 전화하세요. 같이 있을게요."),
)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    return transcript(tmp_path / "talk.transcript.jsonl", *said(*STORY, *SUICIDAL))


def transcript(path: Path, *segments: Segment) -> Path:
    files.save(path, Transcript(About("talk.mp4", "d", "small", "ko"), segments))
    return path


def persona(*arguments: object) -> int:
    return cli.main(["persona", *map(str, arguments)])


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("verb", ["transcribe", "clean", "pairs", "style", "tune"])
def test_nothing_is_done_before_somebody_says_that_they_may(
    verb: str, talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(talk.parent.iterdir())
    assert persona(verb, talk) == 2
    told = capsys.readouterr().err
    for word in (RIGHTS, "whose voice", "imitate somebody who did not", "fix:"):
        assert word in told
    assert sorted(talk.parent.iterdir()) == before


def test_a_transcript_becomes_pairs_and_a_draft(
    talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script, pairs = tmp_path / "talk.script.jsonl", tmp_path / "talk.pairs.jsonl"
    assert persona("clean", talk, "--keep-questions", "--name", "두부", RIGHTS) == 0
    assert "another speaker 1" in capsys.readouterr().out
    assert "B: another speaker @@" in (tmp_path / "talk.clean.diff").read_text("utf-8")
    assert "010-1234" not in script.read_text("utf-8")
    assert persona("pairs", script, RIGHTS) == 0
    assert "3 pairs" in (told := capsys.readouterr().out)
    assert "1 on a crisis left out" in told
    assert [set(row) for row in rows(pairs)] == [{"instruction", "input", "output"}] * 3
    chats = [row["messages"] for row in rows(tmp_path / "talk.messages.jsonl")]
    assert [[turn["role"] for turn in chat] for chat in chats] == [["user", "assistant"]] * 3
    assert chats[0][0]["content"].endswith("제가 먼저 연락해도 될까요?")
    for line in (tmp_path / "talk.qa.jsonl").read_text("utf-8").splitlines():
        ExampleFile.model_validate_json(line)
    assert persona("style", script, "--slug", "mine", "--name", "나", RIGHTS) == 0
    draft = tmp_path / "mine.persona.yaml"
    assert yaml.safe_load(draft.read_text("utf-8"))["register"] == "haeyo"
    with pytest.raises(ConfigError, match="tagline"):
        read(draft, PersonaFile)


def test_what_a_person_edited_is_not_written_over(
    talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert persona("clean", talk, RIGHTS) == 0
    script = tmp_path / "talk.script.jsonl"
    script.write_text(edited := script.read_text("utf-8").replace("여러분 ", ""), "utf-8")
    assert persona("clean", talk, RIGHTS) == 0
    assert "is there already; --restart" in capsys.readouterr().out
    assert script.read_text("utf-8") == edited
    assert persona("clean", talk, "--restart", "--out", tmp_path / "new", RIGHTS) == 0
    assert persona("clean", talk, "--restart", RIGHTS) == 0
    assert script.read_bytes() == (tmp_path / "new" / script.name).read_bytes()
    assert script.read_text("utf-8") != edited


def test_one_file_that_cannot_be_used_does_not_stop_the_others(
    talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert persona("clean", tmp_path / "none.jsonl", talk, RIGHTS) == 1
    assert "none.jsonl: cannot be read" in capsys.readouterr().err
    assert (tmp_path / "talk.script.jsonl").exists()
    assert persona("clean", talk, "--speaker", "Z", "--restart", RIGHTS) == 1
    assert "no speaker 'Z' in it; there are A, B" in capsys.readouterr().err


def test_a_silent_recording_has_no_pairs_and_no_style(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = transcript(tmp_path / "quiet.transcript.jsonl")
    assert persona("clean", empty, RIGHTS) == 0
    script = tmp_path / "quiet.script.jsonl"
    assert persona("pairs", script, RIGHTS) == 1
    assert persona("style", script, RIGHTS) == 2
    told = capsys.readouterr().err
    assert "no question with an answer" in told
    assert "nobody says anything" in told


def numbers(*spans: dict[str, list[int]]) -> Callable[[Messages], str]:
    return lambda _: f"Sure:\n{json.dumps(spans)}"


async def by_model(
    script: Path,
    write: Callable[[Messages], str],
    monkeypatch: pytest.MonkeyPatch,
    *more: str,
    **env: str,
) -> tuple[int, FaultyOpenAi]:
    server = FaultyOpenAi(write=write)
    async with server.serve():
        for key, value in (server.settings() | env).items():
            monkeypatch.setenv(key, value)
        verb = ("pairs", script, "--by", "model", RIGHTS, *more)
        return await asyncio.to_thread(persona, *verb), server


async def test_a_model_names_sentences_and_writes_no_word_of_a_pair(
    talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    persona("clean", talk, RIGHTS)
    spans = numbers(
        {"story": [3, 4], "question": [5], "answer": [6, 8]},
        {"question": [9], "answer": [900]},
        {"question": [11], "answer": [10]},
    )
    script = tmp_path / "talk.script.jsonl"
    status, server = await by_model(script, spans, monkeypatch)
    assert status == 0
    assert rows(tmp_path / "talk.pairs.jsonl") == [
        {
            "instruction": "제가 먼저 연락해도 될까요?",
            "input": "남자친구랑 3년 사귀었는데요 요즘 연락이 줄었어요. 제 번호는 [전화번호]이고요.",
            "output": "저는 먼저 한 번은 물어보셔도 괜찮다고 생각해요. 그건 그 사람만 알아요.",
        }
    ]
    shown = json.dumps(server.asked, ensure_ascii=False)
    assert "010-1234" not in shown
    assert not (tmp_path / "talk.pairs.jsonl.part").exists()


async def test_rubbish_from_a_model_is_told_and_what_was_found_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        ("A", f"{n}번 카톡 보내도 될까요?" if n % 2 else f"{n}번 내일 보내세요, 내일요.")
        for n in range(1, 121)
    ]
    persona("clean", transcript(tmp_path / "talk.transcript.jsonl", *said(*lines)), RIGHTS)
    script, seen = tmp_path / "talk.script.jsonl", []

    def first_only(messages: Messages) -> str:
        seen.append(str(messages[-1]["content"]))
        return json.dumps([{"question": [1], "answer": [2]}]) if len(seen) == 1 else "죄송합니다."

    monkeypatch.setattr("bots.pairing.PAUSE", 0.01)
    status, _ = await by_model(script, first_only, monkeypatch)
    assert status == 2
    assert "did not write the numbers" in capsys.readouterr().err
    assert len(seen) == 1 + 3

    def again(messages: Messages) -> str:
        seen.append(str(messages[-1]["content"]))
        return json.dumps([{"question": [2], "answer": [3]}])

    status, _ = await by_model(script, again, monkeypatch)
    assert status == 0
    assert ": 1번 카톡" not in seen[4]
    found = [row["instruction"] for row in rows(tmp_path / "talk.pairs.jsonl")]
    assert found[0] == "1번 카톡 보내도 될까요?"
    assert len(found) == len(set(found)) == len(seen) - 3


async def test_a_priced_model_is_not_asked_beyond_its_cap(
    talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    persona("clean", talk, RIGHTS)
    price = {"LOVELM_MODEL_PRICE_IN": "100", "LOVELM_MODEL_PRICE_OUT": "100"}
    status, server = await by_model(tmp_path / "talk.script.jsonl", numbers(), monkeypatch, **price)
    assert (status, server.asked) == (2, [])
    assert "LOVELM_MODEL_CAP_WON" in capsys.readouterr().err


def test_without_a_model_rules_are_named(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.load().model_url == ""
    assert persona("pairs", talk, "--by", "model", RIGHTS) == 2
    assert "--by rules needs none" in capsys.readouterr().err

"""The commands others script against, run as they are run."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.commands.table import COMMANDS

RUBBISH = ["not json", "", "[]", '{"text":"no id"}', '{"id":1}', '{"id":2,"text":7}', "[" * 100_000]


def lovelm(
    *arguments: str, lines: list[Any] | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    rows = [
        row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in lines or []
    ]
    return subprocess.run(
        [sys.executable, "-m", "bots.cli", *arguments],
        input="\n".join(rows),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | env,
        timeout=60,
    )


def answers(*arguments: str, lines: list[Any]) -> list[dict[str, Any]]:
    done = lovelm(*arguments, lines=lines)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(row) for row in done.stdout.splitlines()]


def test_inspect() -> None:
    calm, crisis, film = answers(
        "inspect",
        lines=[
            {"id": 1, "text": "남친이 3일째 읽씹하는데 너무 불안해요"},
            {"id": "b", "text": "요즘 너무 힘들어서 사라지고 싶어"},
            {"id": 3, "text": "우울할 때 볼 두 시간 안 넘는 영화 추천해줘, 공포는 빼고"},
        ],
    )
    assert calm["triage"] == {"level": "none", "kind": None}
    assert (calm["intent"], calm["situation"], calm["emotion"][0][0]) == (
        "counsel",
        "read_ignored",
        "anxiety",
    )
    assert [len(pair) for pair in calm["emotion"]] == [2, 2]
    assert (crisis["id"], crisis["triage"]["kind"]) == ("b", "self_harm")
    assert crisis["triage"]["level"] != "none"
    assert film["intent"] == "recommend"
    assert film["film_wish"]["runtime"] == 120
    assert "Horror" in film["film_wish"]["exclusions"]


def test_reply() -> None:
    lines = [
        {"id": 1, "viewer": "a", "text": "썸남한테 고백할까 말까 고민이에요"},
        {"id": 2, "viewer": "b", "text": "죽고 싶어요"},
        {
            "id": 3,
            "viewer": "c",
            "text": "응원해요",
            "donation": {"amount": 5000, "text": "응원해요"},
        },
        {"id": 4, "viewer": "d", "text": "헤어져서 우울한데 볼 영화 추천해줘"},
    ]
    worry, crisis, donation, film = answers("reply", "--persona", "onyu", lines=lines)
    assert worry["persona"] == "onyu"
    assert 0 < len(worry["chat"]) <= 99
    assert len(worry["speech"]) > len(worry["chat"])
    assert (crisis["crisis"], crisis["persona"], crisis["speech"], crisis["films"]) == (
        True,
        None,
        "",
        [],
    )
    assert "109" in crisis["chat"]
    assert "5,000원" in donation["chat"]
    assert len(film["films"]) == 8
    assert all(len(answer["chat"]) <= 99 for answer in (worry, crisis, donation, film))


def test_a_seed_makes_choices_repeatable() -> None:
    lines = [{"id": n, "viewer": f"v{n}", "text": "짝사랑이 너무 힘들어요"} for n in range(5)]

    def chats(seed: str) -> list[str]:
        return [answer["chat"] for answer in answers("reply", "--seed", seed, lines=lines)]

    assert chats("1") == chats("1")
    assert chats("1") != chats("2")


def test_a_viewers_lines_are_one_dialogue() -> None:
    lines = [
        {"id": 1, "viewer": "a", "text": "우울할 때 볼 영화 추천해줘"},
        {"id": 2, "viewer": "a", "text": "다른 거 없어?"},
    ]
    first, second = answers("reply", lines=lines)
    assert first["persona"] == second["persona"]
    titles = [{film["title"] for film in answer["films"]} for answer in (first, second)]
    assert len(titles[1]) == 8
    assert not titles[0] & titles[1]


def test_gate() -> None:
    lines = [
        {"id": 1, "t": 0.0, "viewer": "a", "text": "ㅋㅋㅋㅋ"},
        {"id": 2, "t": 1.0, "viewer": "b", "text": "근데요"},
        {"id": 3, "t": 2.0, "viewer": "b", "text": "남친이 읽씹하는데 어떡하죠?"},
        {
            "id": 4,
            "t": 3.0,
            "viewer": "c",
            "text": "힘내요",
            "donation": {"amount": 1000, "text": "힘내요"},
        },
        {"id": 5, "t": 4.0, "viewer": "d", "text": "죽고 싶다"},
    ]
    turns = answers("gate", lines=lines)
    assert [(turn["ids"], turn["reason"]) for turn in turns] == [
        ([2, 3], "worry"),
        ([4], "donation"),
        ([5], "crisis"),
    ]


def test_gate_keeps_its_pace_but_for_a_crisis() -> None:
    lines = [
        {
            "id": n,
            "t": n * 0.5,
            "viewer": f"v{n}",
            "text": f"{n}일째 짝사랑 중인데 고백할까요 {chr(0xAC00 + n * 277)}",
        }
        for n in range(40)
    ]
    lines.append({"id": 99, "t": 20.1, "viewer": "x", "text": "죽고 싶다"})
    turns = answers("gate", "--reply-every", "5", lines=lines)
    times = [turn["t"] for turn in turns if turn["reason"] != "crisis"]
    assert all(b - a >= 5 for a, b in itertools.pairwise(times))
    assert [turn["t"] for turn in turns if turn["reason"] == "crisis"] == [20.1]


def test_movies_recommend() -> None:
    found, seen = answers(
        "movies", "recommend",
        lines=[{"id": 1, "emotion": "sadness", "k": 5}, {"id": 2, "text": "웃긴 영화", "max_rating": "ALL"}],
    )  # fmt: skip
    assert len(found["films"]) == 5
    assert {"id", "title", "year", "genres", "rating", "score", "why", "providers"} <= found[
        "films"
    ][0].keys()
    assert {film["rating"] for film in seen["films"]} <= {"ALL"}


@pytest.mark.parametrize("command", [("inspect",), ("reply",), ("gate",), ("movies", "recommend")])
def test_rubbish_costs_one_line_each(command: tuple[str, ...]) -> None:
    done = lovelm(*command, lines=RUBBISH)
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    errors = [row for row in rows if "error" in row]
    assert done.returncode == 0
    assert len(errors) >= len(RUBBISH) - 1
    assert errors[0] == {"id": None, "error": "not JSON: JSONDecodeError"}


HOSTILE = [
    '{"id":"\\ud800","viewer":"v","text":"안녕","t":1}',
    '{"id":1,"viewer":"v","text":"안녕","t":1,"z":' + "[" * 900 + "]" * 900 + "}",
    '{"id":NaN,"viewer":"v","text":"안녕","t":1}',
    '{"id":1e999,"viewer":"v","text":"안녕","t":1}',
    '{"id":2,"viewer":"v","text":"안녕","t":Infinity}',
    '{"id":3,"viewer":"v","text":"안녕","t":1e300}',
]


@pytest.mark.parametrize("command", [("inspect",), ("reply",), ("gate",), ("movies", "recommend")])
def test_hostile_lines_cost_only_themselves(command: tuple[str, ...]) -> None:
    last = {"id": "last", "viewer": "w", "text": "남친이 읽씹하는데 어떡하죠?", "t": 5}
    done = lovelm(*command, lines=[*HOSTILE, last])
    rows = [json.loads(row, parse_constant=pytest.fail) for row in done.stdout.splitlines()]
    assert done.returncode == 0
    assert any("last" in (row.get("id"), *row.get("ids", ())) for row in rows)


@pytest.mark.parametrize("pace", ["nan", "inf", "-1", "fast"])
def test_a_pace_must_be_a_number(pace: str) -> None:
    done = lovelm("gate", f"--reply-every={pace}", lines=[])
    assert done.returncode == 2
    assert "reply-every" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "가" * 10_000,
        "\x00\x07",
        "\u202e거꾸로",
        "\\ud800",
        "<b onmouseover=x>",
        "🙂" * 500,
        "!",
        "!럽",
        "/",
        "a\nb",
    ],
)
def test_any_text_is_answered(text: str) -> None:
    row = (
        '{"id": 1, "viewer": "v", "text": ' + json.dumps(text).replace("\\\\ud800", "\\ud800") + "}"
    )
    (answer,) = answers("reply", lines=[row])
    assert "error" not in answer
    assert len(answer["chat"]) <= 99


def test_every_command_is_answered_or_silent() -> None:
    rows = [{"id": name, "viewer": "v", "text": f"!{name} 설레는 로맨스"} for name in COMMANDS]
    said = {answer["id"]: answer for answer in answers("reply", lines=rows)}
    assert list(said) == list(COMMANDS)
    assert not [answer for answer in said.values() if "error" in answer]
    assert said["취소"]["chat"] == "취소할 이야기가 없어요."


def test_persona_list() -> None:
    assert lovelm("persona", "list").stdout.split() == ["dogeon", "onyu", "raon", "yudam"]


def test_doctor(own_folder: Path) -> None:
    done = lovelm("doctor", "--json", PORT="0", LOVELM_OAUTH_PORT="0")
    findings = {row["part"]: row["state"] for row in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0
    assert findings == {
        "data folder": "ok", "port": "ok", "consent port": "ok", "database": "ok", "keys": "ok",
        "clock": "off", "personas": "ok", "voice": "ok", "models": "ok", "chat model": "off",
        "twitch": "off", "chzzk": "off", "discord": "off", "obs": "off",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("env", "key"),
    [
        ({"PORT": "many"}, "PORT"),
        ({"PORT": "99999"}, "PORT"),
        ({"LOVELM_DATA_DIR": "/proc/nowhere"}, "LOVELM_DATA_DIR"),
        ({"LOVELM_BIND": "203.0.113.7", "PORT": "0"}, "LOVELM_BIND"),
        ({"LOVELM_TWITCH_CLIENT_ID": "x"}, "LOVELM_TWITCH_CLIENT_SECRET"),
        (
            {"LOVELM_TWITCH_CLIENT_ID": "x", "LOVELM_TWITCH_CLIENT_SECRET": "geheim"},
            "LOVELM_TWITCH_BOT_ID",
        ),
    ],
)
def test_a_broken_setting_is_named_with_its_fix(env: dict[str, str], key: str) -> None:
    done = lovelm("run", **env)
    assert done.returncode == 2
    assert done.stderr.startswith(f"lovelm: {key}: ")
    assert "fix: " in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named_with_its_fix() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = lovelm("run", PORT=str(port))
    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr

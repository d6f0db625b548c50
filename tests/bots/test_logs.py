"""What a log line may hold."""

import ast
import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots import logs, settings
from bots.logs import FORMS, Form, Records
from core.correlation import REQUEST, TURN

KEY = b"k" * 16
ROOT = Path(__file__).parents[2]
PACKAGES = ("adapters", "bots", "core", "personas", "scheduler", "storage")


def logged(form: Form, name: str, message: str, *args: object, **extra: object) -> str:
    record = logging.getLogger(name).makeRecord(
        name,
        logging.WARNING,
        str(ROOT / "core/delivery/mouth.py"),
        7,
        message,
        args,
        None,
        "say",
        extra,
    )
    return FORMS[form](Records(KEY)).format(record)


def raised(error: BaseException) -> dict[str, object]:
    """What is logged of `error`."""
    try:
        raise error
    except BaseException:
        record = logging.getLogger("core.engine").makeRecord(
            "core.engine", logging.ERROR, "x", 1, "turn failed", (), sys.exc_info()
        )
    found: dict[str, object] = json.loads(FORMS["json"](Records(KEY)).format(record))
    return found


def test_one_object_a_record() -> None:
    found = json.loads(
        logged("json", "core.delivery.mouth", "not said", platform="twitch", attempt=2)
    )
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "warning",
        "where": "core.delivery.mouth",
        "event": "not said",
        "platform": "twitch",
        "attempt": 2,
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_ids_are_pseudonyms_wherever_they_stand(form: Form) -> None:
    line = logged(
        form,
        "core.delivery.mouth",
        "not said",
        turn="twitch:abc",
        guild="123456789012345678",
        why="user 123456789012345678 of 0f3a9c1d-77aa-4b6e-8f00-1234567890ab is banned",
    )
    assert "abc" not in line
    assert "123456789012345678" not in line
    assert "0f3a9c1d" not in line
    assert "is banned" in line
    assert line.count(Records(KEY).pseudonym("123456789012345678")) == 2


def test_pseudonyms_are_this_installations_own() -> None:
    assert Records(KEY).pseudonym("a") == Records(KEY).pseudonym("a")
    assert Records(KEY).pseudonym("a") != Records(b"other key 16 byt").pseudonym("a")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "evil", ["\n", "\r\n", "\x1b[31m", "\x9b", "\u2028", "\u202e", "\x00", '"}{"']
)
def test_nothing_ends_a_line_or_steers_a_terminal(form: Form, evil: str) -> None:
    line = logged(form, "core.delivery.mouth", "refused", why=f"a{evil}b", kind=f"c{evil}d")
    assert line.isprintable()
    if form == "json":
        assert json.loads(line)["why"] == f"a{evil}b"


@pytest.mark.parametrize(
    ("name", "message", "args", "event"),
    [
        ("discord.gateway", "Session %s of %s", ("secret", "여름귤"), "Session %s of %s"),
        ("langchain", "writing 여름귤 secret", (), "…"),
        ("asyncio", "Exception in callback say('여름귤', secret)\nhandle: x", (), "Exception in callback"),
    ],
)  # fmt: skip
def test_others_are_cut_to_what_is_constant(
    name: str, message: str, args: tuple[str, ...], event: str
) -> None:
    line = logged("json", name, message, *args)
    assert json.loads(line)["event"] == event
    assert json.loads(line)["at"] == ["core/delivery/mouth.py:7 say"]
    assert "여름귤" not in line
    assert "secret" not in line


def test_an_error_is_its_kind_and_place() -> None:
    cause = KeyError("여름귤이 쓴 말")
    error = ValueError("여름귤이 쓴 말")
    error.__cause__ = cause
    found = raised(error)
    assert found["error"] == "ValueError < KeyError"
    assert str(found["at"]).startswith("['tests/bots/test_logs.py:")
    assert "여름귤" not in str(found)
    assert raised(OSError(28, "no space"))["error"] == "OSError [28]"


async def test_what_runs_is_named(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> dict[str, object]:
        TURN.set("room:1")
        REQUEST.set("a1b2c3d4")
        inner = asyncio.to_thread(logged, "json", "core.engine", "turn failed")
        found: dict[str, object] = json.loads(await inner)
        return found

    found = await asyncio.create_task(work())
    assert found["turn"] == Records(KEY).pseudonym("room:1")
    assert found["request"] == "a1b2c3d4"
    assert "turn" not in json.loads(logged("json", "core.engine", "turn failed"))


def test_the_setting_chooses_and_the_key_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOVELM_LOG", "json")
    before = logging.getLogger().handlers[:]
    lines = []
    try:
        for _ in range(2):
            logs.set_up_as(settings.load(), verbose=False)
            logging.getLogger("core.delivery.mouth").warning("not said", extra={"turn": "room:1"})
            lines.append(json.loads(capsys.readouterr().err))
    finally:
        logging.getLogger().handlers[:] = before
    assert lines[0]["turn"] == lines[1]["turn"]
    assert (settings.data_folder(settings.load()) / "log.key").stat().st_mode & 0o777 == 0o600


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "log"
                ):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def test_our_own_messages_are_constants() -> None:
    found = [
        (where, call)
        for where, call in _calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("debug", "info", "warning", "error", "exception", "critical", "log")
    ]
    assert len(found) > 50
    for where, call in found:
        assert isinstance(call.func, ast.Attribute)
        wanted = 2 if call.func.attr == "log" else 1
        assert len(call.args) == wanted, where
        message = call.args[-1]
        assert isinstance(message, ast.Constant | ast.IfExp), where


def test_an_id_that_is_a_number_is_hashed_too() -> None:
    line = logged("json", "adapters.discord", "unheard", channel=123456789012345678, seconds=3)
    assert "123456789012345678" not in line
    assert json.loads(line)["seconds"] == 3


def test_asyncio_shows_no_callback() -> None:
    line = logged("text", "asyncio", "Exception in callback SecretRepr")
    assert "SecretRepr" not in line

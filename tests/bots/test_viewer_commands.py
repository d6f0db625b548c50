"""`lovelm export` and `lovelm forget`: what is kept of one viewer, and how it goes."""

import asyncio
import json
import os
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bots import cli, settings
from bots.data_lock import data_lock
from bots.database import open_ours, open_running
from bots.settings import data_folder
from core.labels import Platform
from storage.forgotten import hashed
from storage.identities import SqlIdentities
from tests.conftest import FakeClock
from tests.postgres_server import PostgresServer, postgres, postgres_database
from tests.storage.rows import contents, everything
from tests.streams import EVENING, NAMES, READ_IGNORED, Evening, evening, person

__all__ = ["postgres", "postgres_database"]

GONE, LINKED, OTHER = person(0).id, "discord:880088", person(1).id
TRACES = (GONE, LINKED, NAMES[0])


def ours(work: Callable[[AsyncEngine], Awaitable[Any]]) -> Any:
    """What `work` says of the database that is set."""
    options = settings.load()

    async def use() -> Any:
        async with open_ours(options, data_folder(options)) as engine:
            return await work(engine)

    return asyncio.run(use())


@pytest.fixture(params=["sqlite", "postgres"])
def stream(
    request: pytest.FixtureRequest, own_folder: Path, clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """An evening on either database; somebody has two accounts."""
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        database: URL = request.getfixturevalue("postgres_database")
        monkeypatch.setenv("LOVELM_DATABASE_URL", server.url(str(database.database)))

    async def fill(engine: AsyncEngine) -> None:
        await evening(engine, clock)
        await Evening(engine, clock, 500).tell(50, 1, also=(person(0),), platform=Platform.TWITCH)
        await SqlIdentities(engine).link("person:1", [LINKED, GONE], EVENING)

    ours(fill)


def test_a_viewer_gets_all_of_theirs_and_nothing_of_others(
    own_folder: Path, stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", LINKED]) == 0
    out = capfd.readouterr().out
    told = json.loads(out)
    assert told["계정"] == [LINKED, GONE]
    assert told["채팅"][0] == {
        "플랫폼": "twitch", "채널": "1337", "시각": "2026-11-22 20:00:00+09:00",
        "종류": "ChatMessage", "내용": READ_IGNORED,
    }  # fmt: skip
    first, among, films, _ = told["상담"]
    assert (first["상태"], first["답"]["읽은 마음"]) == ("답했어요", "서운함")
    assert among["함께"] == "같은 것을 물은 사람들과 함께 답"
    assert "내용" not in among
    assert films["답"]["영화"] == ["두부의 <모험>"]
    assert told["후원"][0]["무엇"] == "5,000원"
    assert told["영화"] == [{"영화": "f1", "평": "찜", "때": told["영화"][0]["때"]}]
    assert not [trace for trace in (*NAMES[1:], OTHER) if trace in out]
    (own_folder / "a.json").write_text("what was there")
    assert cli.main(["export", GONE, "-o", "a.json"]) == 0
    assert json.loads((own_folder / "a.json").read_text("utf-8")) == told
    assert stat.S_IMODE((own_folder / "a.json").stat().st_mode) == 0o600
    assert cli.main(["export", GONE, "-o", "no/such/a.json"]) == 2
    assert "cannot be written" in capfd.readouterr().err


def test_a_viewer_is_forgotten_on_all_accounts(
    stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", OTHER]) == 0
    theirs = capfd.readouterr().out
    assert all(traces())
    assert cli.main(["forget", GONE]) == 0
    assert f"forgotten: {LINKED}, {GONE}\n" in capfd.readouterr().out
    assert not any(traces())
    assert {row[0] for row in ours(everything)["forgotten"]} == {hashed(LINKED), hashed(GONE)}
    assert cli.main(["forget", GONE]) == 0
    assert f"forgotten: {GONE} (nothing was kept)\n" in capfd.readouterr().out
    assert cli.main(["export", OTHER]) == 0
    assert capfd.readouterr().out == theirs
    assert cli.main(["export", GONE]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [name for name, rows in told.items() if rows] == ["계정", "잊어 달라고 한 때"]


def traces() -> list[bool]:
    """Which are in the database's files, or in a server's tables, whose bytes are escaped."""
    places = ours(contents).values()
    forms = [(trace.encode(), ascii(trace.encode())[2:-1].encode()) for trace in TRACES]
    return [any(form in data for form in either for data in places) for either in forms]


def test_nobody_is_forgotten_behind_a_running_process(
    stream: None, capfd: pytest.CaptureFixture[str]
) -> None:
    options = settings.load()

    async def beside() -> int:
        async with open_running(options, data_folder(options)):
            return await asyncio.to_thread(cli.main, ["forget", GONE])

    assert asyncio.run(beside()) == 2
    said = capfd.readouterr().err
    assert "another LoveLM" in said
    assert "stop it and try again, or let the viewer type !잊어줘 in chat" in said
    assert ours(everything)["forgotten"] == []


def test_the_process_that_runs_is_named(
    own_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with data_lock(data_folder(settings.load())):
        assert cli.main(["forget", GONE]) == 2
    assert f"process {os.getpid()}" in capfd.readouterr().err


def test_of_a_stranger_nothing_is_kept(own_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "twitch:5"]) == 2
    assert capfd.readouterr().err == "lovelm: nothing is kept of twitch:5\n"


@pytest.mark.parametrize("command", ["export", "forget"])
@pytest.mark.parametrize("wrong", ["twitch", "twitch:", ":5"])
def test_an_account_has_a_platform_and_an_id(
    own_folder: Path, command: str, wrong: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([command, wrong])
    assert end.value.code == 2
    assert "platform:id" in capfd.readouterr().err

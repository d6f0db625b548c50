"""The whole application on PostgreSQL: answered, restarted, its server killed, backed up."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from core.turns import State
from storage.backup import dump
from storage.database import open_database
from storage.postgres import address
from tests.e2e.conftest import running, visiting
from tests.postgres_server import PostgresServer, serving
from tests.storage.rows import everything


async def test_it_talks_over_the_death_of_its_database(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving() as server:
        monkeypatch.setenv("LOVELM_DATABASE_URL", server.url("postgres"))
        async with running() as app, visiting(app) as visitor:
            await visitor.say("!상담 남친이 연락을 안 해요 어떡하죠")
            await visitor.until("reply")
            server.kill()
            server.start()
            await visitor.say("!상담 썸남이 읽씹해요 어떡하죠")
            await visitor.until("reply", within=20.0)
        await settled(server, own_folder)
    assert server.password not in caplog.text
    assert "연락을 안 해요" not in caplog.text


async def settled(server: PostgresServer, folder: Path) -> None:
    """Everything is there after the end, and in a backup of it."""
    async with open_database(address(server.url("postgres"))) as engine:
        async with engine.connect() as connection:
            states = (await connection.execute(text("SELECT state FROM turn"))).scalars().all()
        assert states == [State.SAID] * 2
        rows = await everything(engine)
        assert len(rows["chat"]) == 2
        manifest = await dump(engine, folder / "a.backup", 1.0, lambda *_: None)
    assert (manifest.tables["turn"].rows, manifest.tables["chat"].rows) == (2, 2)
    assert not list((folder / "data").glob("*.db*"))

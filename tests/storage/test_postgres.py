"""What is PostgreSQL's own: its address, its errors, its death."""

import asyncio
import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from core.errors import ConfigError
from storage.chat_log import SqlChatLog
from storage.database import open_database
from storage.postgres import address
from storage.turns import SqlTurns
from tests.conftest import FakeClock, line
from tests.postgres_server import PostgresServer, serving
from tests.storage.test_credentials import ROOT
from tests.storage.test_turns import reply, turn


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://u:geheim@h/d", "does not begin with postgresql://"),
        ("postgresql+asyncpg://u:geheim@h/d", "does not begin with"),
        ("geheim", "cannot be read"),
        ("postgresql://u:geheim/d", "cannot be read"),
        ("postgresql://u:ge@heim@h/d", "%40"),
        ("postgresql://u:geheim@h", "names no database"),
    ],
)
def test_a_wrong_address_is_named_and_not_shown(url: str, why: str) -> None:
    with pytest.raises(ConfigError) as error:
        address(url)
    assert why in error.value.why
    shown = "".join(traceback.format_exception(error.value))
    assert error.value.key == "LOVELM_DATABASE_URL"
    assert "geheim" not in shown
    assert "heim@" not in shown


async def opened(url: URL) -> None:
    async with open_database(url):
        pass


@pytest.mark.parametrize(
    ("change", "why", "fix"),
    [
        ({"password": "planted-wrong"}, "password authentication failed", "user or the password"),
        ({"database": "nowhere"}, "does not exist", "createdb"),
        ({"port": 1}, "refused", "start PostgreSQL"),
        ({"query": {"sslmode": "require"}}, "SSL", "sslmode"),
        ({"query": {"sslmode": "planted"}}, "sslmode", "message"),
        ({"query": {"unheard": "of"}}, "unheard", "message"),
        ({"host": "nowhere.invalid"}, "nowhere.invalid", "host"),
    ],
)
async def test_what_cannot_be_opened_is_named_with_a_fix(
    postgres_database: URL,
    postgres: PostgresServer,
    caplog: pytest.LogCaptureFixture,
    change: dict[str, object],
    why: str,
    fix: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ConfigError) as error:
        await opened(postgres_database.set(**change))  # type: ignore[arg-type]
    assert error.value.key == "LOVELM_DATABASE_URL"
    assert why in error.value.why
    assert fix in error.value.fix
    shown = "".join(traceback.format_exception(error.value)) + caplog.text
    assert postgres.password not in shown
    assert "planted-wrong" not in shown


async def test_a_database_that_cannot_hold_korean_is_refused(postgres: PostgresServer) -> None:
    postgres.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    with pytest.raises(ConfigError, match="LATIN1"):
        await opened(address(postgres.url("latin")))


async def test_an_error_shows_neither_row_nor_password(
    postgres_database: URL, postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    words = "아무도 보면 안 되는 말"
    async with open_database(postgres_database) as engine:
        with pytest.raises(DBAPIError) as error:
            async with engine.begin() as connection:
                await connection.execute(
                    text("INSERT INTO chat (id, text) VALUES ('x', :words)"), {"words": words}
                )
        logging.getLogger("test").error("not stored", exc_info=error.value)
        assert "null value" in caplog.text
        assert words not in caplog.text + repr(engine)
        assert postgres.password not in caplog.text + repr(engine)


async def test_a_viewer_can_type_what_it_cannot_hold(postgres_database: URL) -> None:
    async with open_database(postgres_database) as engine:
        log = SqlChatLog(engine)
        log.append(line("가\0나", viewer="v\0"))
        await log.flush()
        await log.forget(["other"])
        async with engine.connect() as connection:
            rows = (await connection.execute(text("SELECT text, viewer FROM chat"))).all()
        assert rows == [("가나", "v")]
        await log.forget(["v\0"])
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM chat"))).scalar_one() == 0


async def test_amounts_of_any_size_are_stored(postgres_database: URL) -> None:
    async with open_database(postgres_database) as engine, engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO chat VALUES ('x', 'p', 'c', 'v', 'k', 0, '', 9999999999)")
        )


async def test_who_is_stopped_in_a_transaction_does_not_hold_up_the_others(
    postgres_database: URL, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    monkeypatch.setattr(
        "storage.postgres.PREPARE", "SET idle_in_transaction_session_timeout = '300ms'"
    )
    async with open_database(postgres_database) as one, open_database(postgres_database) as other:
        await SqlTurns(one, clock).accept([turn("a")])
        stopped = await one.connect()
        await stopped.execute(text("SELECT * FROM turn WHERE id = 'a' FOR UPDATE"))
        async with asyncio.timeout(10.0):
            assert await SqlTurns(other, clock).answered("a", reply(turn("a")))
        await stopped.invalidate()
        await stopped.close()


# A server that dies.


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    with serving() as server:
        yield server


async def test_after_a_restart_it_is_used_again(mortal: PostgresServer, clock: FakeClock) -> None:
    async with open_database(address(mortal.url("postgres"))) as engine:
        turns = SqlTurns(engine, clock)
        await turns.accept([turn("a")])
        mortal.kill()
        with pytest.raises(DBAPIError):
            await turns.accept([turn("b")])
        mortal.start()
        assert [one.id for one in await turns.accept([turn("a"), turn("b")])] == ["b"]
        assert await turns.answered("a", reply(turn("a")))


PROGRAM = """
import asyncio, sys
from storage.database import open_database
from storage.dialect import alone
from storage.postgres import address
from pathlib import Path

async def main():
    async with open_database(address(sys.argv[1])) as engine, alone(engine, Path("."), "renewal"):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_lock_goes_with_its_process_on_any_machine(
    postgres_database: URL, postgres: PostgresServer
) -> None:
    from storage.dialect import alone

    assert postgres_database.database is not None
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, postgres.url(postgres_database.database),
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    async with open_database(postgres_database) as engine:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3), alone(engine, ROOT, "renewal"):
                pass
        holder.send_signal(signal.SIGKILL)
        await holder.wait()
        async with asyncio.timeout(5.0), alone(engine, ROOT, "renewal"):
            pass

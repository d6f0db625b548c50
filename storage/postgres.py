"""PostgreSQL: one database that several processes share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import ConfigError

KEY: Final = "LOVELM_DATABASE_URL"
SCHEME: Final = "postgresql"
EXAMPLE: Final = "postgresql://user:password@host:5432/lovelm?sslmode=verify-full"
NAME: Final = "lovelm"
# So many connections a process keeps, and so many more in a rush.
POOL: Final = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}
LOOK_AGAIN: Final = 0.05
# Seconds or milliseconds as each is documented; the URL may say otherwise.
CONNECT: Final = {"connect_timeout": 5, "tcp_user_timeout": 15_000, "application_name": NAME}
# A process that was stopped in the middle of a transaction must not hold up the others.
PREPARE: Final = "SET idle_in_transaction_session_timeout = '15s'"


def address(url: str) -> URL:
    """The database at `url`, whose parameters (TLS, for one) are libpq's. Raises ConfigError,
    which shows nothing of it: half of a mistyped password would look like a host."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _unreadable("cannot be read") from None
    if parsed.drivername != SCHEME:
        raise _unreadable(f"does not begin with {SCHEME}://")
    if "@" in (parsed.host or ""):
        raise _unreadable("has an @ in its password; write %40 for it")
    if not parsed.database:
        raise _unreadable("names no database")
    return parsed.set(drivername=f"{SCHEME}+psycopg")


def _unreadable(why: str) -> ConfigError:
    return ConfigError(KEY, why, f"write it like {EXAMPLE}, or remove it to use a file")


def engine_at(url: URL, pooled: bool = True) -> AsyncEngine:
    """Connections to `url`; one that a restart of the server cut is replaced before it is used."""
    engine = create_async_engine(
        url,
        hide_parameters=True,
        use_native_hstore=False,
        connect_args={key: value for key, value in CONNECT.items() if key not in url.query},
        **(POOL if pooled else {"poolclass": NullPool}),
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "handle_error", _without_details)
    return engine


def _prepare(connection: Any, _: object) -> None:
    # Its library is loaded only where PostgreSQL is used.
    from storage.postgres_text import Text

    connection.driver_connection.adapters.register_dumper(str, Text)
    cursor = connection.cursor()
    cursor.execute(PREPARE)
    cursor.close()
    connection.commit()


def _without_details(context: ExceptionContext) -> None:
    """Of a server's error only the first line stays: the others show the row, viewers' words."""
    error, shown = context.original_exception, context.sqlalchemy_exception
    first = next(iter(str(error).splitlines()), "")
    error.args = (first,)
    if isinstance(shown, DBAPIError):
        shown.args = (f"({type(error).__name__}) {first}",)


async def check(connection: AsyncConnection) -> None:
    """Raises ConfigError for a database that cannot hold every text."""
    encoding = (await connection.execute(text("SHOW server_encoding"))).scalar_one()
    if encoding != "UTF8":
        raise ConfigError(
            KEY,
            f"the database's encoding is {encoding}",
            "make one that holds Korean: createdb --encoding UTF8 --template template0 lovelm",
        )


async def others(connection: AsyncConnection) -> int:
    """How many connections other processes have to this database."""
    return int((await connection.execute(text(OTHERS))).scalar_one())


@asynccontextmanager
async def alone(engine: AsyncEngine, name: str) -> AsyncIterator[None]:
    """Hold `name` until left, on a connection of its own, with which the lock goes."""
    # Whoever holds it uses the pool: it must not be full of those who wait.
    async with engine_at(engine.url, pooled=False).connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in KEEPALIVE:
            await connection.execute(text(statement))
        while not (await connection.execute(text(TRY), {"name": name})).scalar_one():  # noqa: ASYNC110 - another process sets no event here
            await asyncio.sleep(LOOK_AGAIN)
        yield


def broken(url: URL, reason: DBAPIError) -> ConfigError:
    """What is wrong with the database at `url`, worded for operators; never its password."""
    first = next(iter(str(reason.orig).splitlines()), type(reason.orig).__name__)
    password = url.password
    if password:
        first = first.replace(str(password), "***")
    where = f"{url.host or 'the local socket'}/{url.database}"
    fix = next((fix for part, fix in FIXES.items() if part in first), "see the message")
    return ConfigError(KEY, f"{where}: {first}", fix)


TRY: Final = "SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"
KEEPALIVE: Final = ("SET tcp_keepalives_idle = 30", "SET tcp_keepalives_interval = 10")
OTHERS: Final = f"""
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = '{NAME}' AND pid <> pg_backend_pid()
"""  # noqa: S608 - a constant
FIXES: Final = {
    "password authentication": "correct the user or the password; special letters are written %XX",
    "does not exist": "make it: createdb --encoding UTF8 lovelm, or correct its name",
    "permission denied": "let the user make tables: GRANT CREATE ON SCHEMA public TO its name",
    "SSL": "correct sslmode and sslrootcert at the end of the address",
    "certificate": "correct sslmode and sslrootcert at the end of the address",
    "refused": "start PostgreSQL, or correct host and port",
    "timeout": "start PostgreSQL, or correct host and port",
    "Name or service": "correct the host",
    "resolve": "correct the host",
}

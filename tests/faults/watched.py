"""`lovelm run` in a process of its own, and what can be seen of it from outside."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bots import cli
from tests.conftest import until
from tests.e2e.test_metrics import Shown
from tests.faults.process import FORKS

STARTED_WITHIN = 30.0
PAGE = os.sysconf("SC_PAGE_SIZE")
MEBIBYTE = 1024 * 1024
# Seconds; past two the loop counts as stuck.
BLOCKED = 3.0
# Longer than a part of `/readyz` may take to answer.
PROBED_WITHIN = 3.0


def run(env: dict[str, str], out: Path, log: Path) -> None:
    """`lovelm run` with `env`, its output in files; on one signal it counts its tasks, on another
    it blocks its event loop."""
    for name in [name for name in os.environ if name.startswith("LOVELM_")]:
        del os.environ[name]
    os.environ.update(env)
    os.chdir(out.parent)
    for path, number in ((out, 1), (log, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    tasks = out.with_name("tasks.txt")

    def count(*_: object) -> None:
        tasks.write_text(f"{len(asyncio.all_tasks())}\n", "utf-8")

    signal.signal(signal.SIGUSR1, count)
    signal.signal(signal.SIGUSR2, lambda *_: time.sleep(BLOCKED))
    sys.exit(cli.main(["run"]))


@dataclass
class Watched:
    """One process with its data in `folder`; `env` is what it is set up with."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    url: str = ""
    overlay: str = ""
    process: ForkServerProcess | None = None

    @asynccontextmanager
    async def alive(self) -> AsyncIterator["Watched"]:
        """From its first line of output on; killed at the end."""
        out = self.folder / "out.txt"
        out.unlink(missing_ok=True)
        env = {"PORT": "0", "LOVELM_DATA_DIR": str(self.folder / "data")} | self.env
        self.process = FORKS.Process(target=run, args=(env, out, self.log))
        self.process.start()
        try:
            await until(lambda: out.exists() and out.read_text().count("\n") >= 2, STARTED_WITHIN)
            room, overlay = (row.split()[1] for row in out.read_text("utf-8").splitlines()[:2])
            self.url, self.overlay = room.rstrip("/"), overlay
            yield self
        finally:
            self.process.kill()
            self.process.join()

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    @property
    def pid(self) -> int:
        assert self.process is not None
        assert self.process.pid is not None
        return self.process.pid

    def memory(self) -> float:
        """What it holds in memory, in MiB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * PAGE / MEBIBYTE

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    async def tasks(self) -> int:
        """How many of asyncio's tasks there are in it."""
        file = self.folder / "tasks.txt"
        file.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        await until(lambda: file.exists() and file.read_text().endswith("\n"), STARTED_WITHIN)
        return int(file.read_text())

    async def metrics(self) -> Shown:
        async with ClientSession() as session, session.get(f"{self.url}/metrics") as page:
            return Shown(await page.text())

    async def probe(self, path: str) -> tuple[int, dict[str, Any]]:
        """Status and answer; status 0 when there is none in time."""
        try:
            async with (
                ClientSession(timeout=ClientTimeout(PROBED_WITHIN)) as session,
                session.get(f"{self.url}{path}") as page,
            ):
                return page.status, await page.json()
        except (ClientError, TimeoutError):
            return 0, {}

    def block(self) -> None:
        """Let its event loop stand still for BLOCKED seconds."""
        os.kill(self.pid, signal.SIGUSR2)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Of its database."""
        file = self.folder / "data" / "lovelm.db"
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

"""LoveLM as a process of its own, and what it takes: CPU, memory, what its /metrics say. Linux."""

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).parent.parent
READY = 30.0
TICKS = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Moment:
    """What a process had taken up to a time: seconds, bytes, and its counters."""

    at: float
    cpu: float
    memory: float
    counters: Mapping[str, float]


@dataclass(slots=True)
class Server:
    """A running LoveLM."""

    url: str
    process: int
    # Bytes of memory, looked at every second.
    memory: list[float] = field(default_factory=list)

    async def moment(self) -> Moment:
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{self.url}/metrics") as answer:
                answer.raise_for_status()
                counters = read(await answer.text())
        return Moment(time.monotonic(), cpu(self.process), memory(self.process), counters)

    async def watch(self) -> None:
        """Look at its memory until cancelled."""
        while True:
            self.memory.append(memory(self.process))
            await asyncio.sleep(1.0)


@dataclass(frozen=True, slots=True)
class Span:
    """Between two moments."""

    first: Moment
    last: Moment

    @property
    def seconds(self) -> float:
        return self.last.at - self.first.at

    @property
    def cpu(self) -> float:
        """Of one core, in per cent."""
        return 100 * (self.last.cpu - self.first.cpu) / self.seconds

    def more(self, counter: str) -> float:
        return self.last.counters.get(counter, 0.0) - self.first.counters.get(counter, 0.0)

    def above(self, histogram: str, seconds: float) -> float:
        """Which share of the observations was more than `seconds`, one of its bounds; in per cent."""
        count = self.more(f"{histogram}_count")
        within = self.more(f'{histogram}_bucket{{le="{seconds}"}}')
        return 100 * (1 - within / count) if count else 0.0


def read(exposition: str) -> dict[str, float]:
    """Each series by its name with its labels."""
    found = {}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            labels = ",".join(f'{key}="{value}"' for key, value in sample.labels.items())
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


def cpu(process: int) -> float:
    """Seconds of CPU that the process took, in user mode and in the system's."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(process: int, kind: str = "Rss") -> float:
    """Bytes of memory; `kind` as /proc/<pid>/smaps_rollup calls it."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(kind)


def many_files() -> None:
    """As many sockets as this process and those that it starts may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@asynccontextmanager
async def running(
    settings: Mapping[str, str] | None = None, python: Path = Path(sys.executable)
) -> AsyncIterator[Server]:
    """`lovelm run` in a new data folder, until left. Raises TimeoutError, RuntimeError."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LOVELM_")}
        environment |= {"LOVELM_DATA_DIR": f"{folder}/data", "PORT": "0"} | dict(settings or {})
        log = stack.enter_context((Path(folder) / "log").open("w+", encoding="utf-8"))
        process = await asyncio.create_subprocess_exec(
            str(python), "-m", "bots.cli", "run", cwd=ROOT, env=environment,
            stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
        stack.push_async_callback(_ended, process)
        assert process.stdout is not None
        async with asyncio.timeout(READY):
            while line := (await process.stdout.readline()).decode():
                if line.startswith("room"):
                    break
        if not line:
            log.seek(0)
            raise RuntimeError(f"LoveLM did not start: {log.read()[-500:]}")
        server = Server(line.split()[1].rstrip("/"), process.pid)
        watching = asyncio.create_task(server.watch())
        stack.callback(watching.cancel)
        yield server


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(25.0):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()

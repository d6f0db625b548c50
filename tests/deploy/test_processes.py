"""The processes that the compose files start, with what those files give them: each comes to be
ready and stops softly. Containers are all that is missing; PostgreSQL and Redis are real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.deploy.files import DEPLOY, Object, compose, environment, image_environment, is_ours
from tests.ports import free_port
from tests.postgres_server import PostgresServer, postgres
from tests.redis_server import RedisServer, redis

__all__ = ["postgres", "redis"]

READY_WITHIN = 60.0
STOPPED_WITHIN = 20.0


@dataclass
class Machine:
    """Where containers would run: a folder, and what stands for the others by its address."""

    folder: Path
    secrets: Path
    addresses: dict[str, str]

    def env(self, name: str, service: Object) -> dict[str, str]:
        """What `service` is given, with this machine's places and a port of its own."""
        own = self.folder / name
        data, secrets = own / "data", own / "secrets"
        for place in (data, secrets):
            place.mkdir(parents=True)
        for entry in service.get("secrets", ()):
            source = entry if isinstance(entry, str) else entry["source"]
            content = self.addresses.get(source) or (self.secrets / source).read_text("utf-8")
            target = secrets / source if isinstance(entry, str) else self._place(entry, data)
            target.write_text(content, "utf-8")
        given = image_environment() | environment(service)
        system = {key: os.environ[key] for key in ("PATH", "LANG", "HOME") if key in os.environ}
        # Another container's programs are where the image has them.
        given = {key: value for key, value in given.items() if key != "PATH"}
        here = {
            "LOVELM_DATA_DIR": str(data),
            "LOVELM_SECRETS_DIR": str(secrets),
            "LOVELM_BIND": "127.0.0.1",
            "PORT": str(free_port()),
        }
        return system | given | here

    def _place(self, entry: Object, data: Path) -> Path:
        folder = image_environment()["LOVELM_DATA_DIR"]
        return data / Path(entry["target"]).relative_to(folder)

    @contextmanager
    def running(self, name: str, service: Object) -> Iterator["Process"]:
        env = self.env(name, service)
        with (self.folder / f"{name}.txt").open("wb") as log:
            popen = subprocess.Popen(
                [sys.executable, "-m", "bots.cli", *service["command"]],
                cwd=env["LOVELM_DATA_DIR"], env=env, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield Process(name, popen, int(env["PORT"]), self.folder / f"{name}.txt")
        finally:
            popen.kill()
            popen.wait()

    def done(self, name: str, service: Object) -> None:
        """Run what ends by itself."""
        with self.running(name, service) as process:
            assert process.popen.wait(READY_WITHIN) == 0, process.log.read_text("utf-8")


@dataclass
class Process:
    name: str
    popen: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def ready(self) -> None:
        """Return when it says that it is."""
        until = time.monotonic() + READY_WITHIN
        while self.asked("readyz") != 200:
            assert self.popen.poll() is None, (self.name, self.log.read_text("utf-8"))
            assert time.monotonic() < until, (self.name, self.log.read_text("utf-8"))
            time.sleep(0.1)
        assert self.lives()

    def lives(self) -> bool:
        """As the image's health check asks."""
        program = [sys.executable, "-I", "-S", DEPLOY / "livez.py"]
        return subprocess.run(program, env={"PORT": str(self.port)}).returncode == 0

    def asked(self, page: str) -> int:
        """The status of what it answers; 0 for none."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=5) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code
        except (URLError, ConnectionError, TimeoutError):
            return 0


def lives(services: dict[str, Object]) -> dict[str, Object]:
    """What serves until it is stopped, as often as it is to run."""
    found = {}
    for name, service in services.items():
        if is_ours(service) and service["command"] == ["run"]:
            for number in range(int(service["deploy"].get("replicas", 1))):
                found[f"{name}{number}"] = service
    return found


@contextmanager
def brought_up(machine: Machine, services: dict[str, Object]) -> Iterator[dict[str, Process]]:
    """All of them, ready; stopped at the end as Docker stops them."""
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(machine.running(name, service))
            for name, service in lives(services).items()
        }
        for process in processes.values():
            process.ready()
        yield processes
        began = time.monotonic()
        for process in processes.values():
            process.popen.send_signal(signal.SIGTERM)
        for name, process in processes.items():
            left = max(0.0, began + STOPPED_WITHIN - time.monotonic())
            assert process.popen.wait(left) == 0, (name, process.log.read_text("utf-8"))
    for name, process in processes.items():
        said = process.log.read_text("utf-8")
        assert not any(secret in said for secret in planted(machine)), name
        for level in ("error", "critical"):
            assert f'"level":"{level}"' not in said, (name, said)


def planted(machine: Machine) -> list[str]:
    """What no log may hold."""
    files = (path.read_text("utf-8") for path in machine.secrets.iterdir())
    return [content for content in files if content] + list(machine.addresses.values())


def test_one_process_comes_up_and_stops(secrets: Path, tmp_path: Path) -> None:
    services = compose("compose.yaml", {})["services"]
    with brought_up(Machine(tmp_path, secrets, {}), services) as processes:
        assert list(processes) == ["lovelm0"]
        assert processes["lovelm0"].asked("overlay") == 200
    kept = {path.name for path in (tmp_path / "lovelm0/data").iterdir()}
    assert "lovelm.db" in kept


@pytest.fixture
def many(
    secrets: Path, tmp_path: Path, postgres: PostgresServer, redis: RedisServer
) -> Iterator[Machine]:
    """A machine with a database and a Redis of its own."""
    name = postgres.database()
    addresses = {"lovelm_database_url": postgres.url(name), "lovelm_redis_url": redis.url}
    yield Machine(tmp_path, secrets, addresses)
    with redis.control() as control:
        control.flushall()
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.timeout(240)
def test_all_of_them_come_up_and_stop(many: Machine) -> None:
    services = compose("compose.full.yaml")["services"]
    many.done("migrate", services["migrate"])
    with brought_up(many, services) as processes:
        pages = {name: process.asked("overlay") for name, process in processes.items()}
        assert pages == {
            "chat0": 404, "chat1": 404, "engine0": 404, "engine1": 404, "web0": 200, "jobs0": 404,
        }  # fmt: skip
    file = many.folder / "all.backup"
    many.done("backup", services["backup"] | {"command": ["backup", str(file)]})
    assert file.stat().st_size > 0


def test_where_two_machines_have_one_the_second_takes_over(many: Machine) -> None:
    """Docker starts what was refused again and again."""
    web = compose("compose.full.yaml")["services"]["web"]
    with many.running("first", web) as first:
        first.ready()
        with many.running("refused", web) as refused:
            assert refused.popen.wait(READY_WITHIN) == 2
            assert "LOVELM_ROLES" in refused.log.read_text("utf-8")
        first.popen.kill()
        first.popen.wait()
        with many.running("second", web) as second:
            second.ready()

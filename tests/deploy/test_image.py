"""The image: what goes in, what it sets, how it is asked whether it lives."""

import re
import shutil
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bots.cli import COMMANDS
from tests.deploy.files import DEPLOY, PINNED, ROOT, SETTINGS, image_environment, instructions

PROGRAMS = ("PATH", "PIP_", "PYTHON")  # what pip and Python read


def arguments(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def test_it_is_made_from_an_image_of_one_version() -> None:
    images = [rest.split()[0] for rest in arguments("FROM")]
    assert len(images) == 2
    assert len(set(images)) == 1, "what was built with one Python runs with another"
    assert PINNED.fullmatch(images[0])


def test_packages_are_locked_by_hash_and_none_is_compiled() -> None:
    installed = [rest for rest in arguments("RUN") if "pip install" in rest]
    assert "--require-hashes --only-binary :all: -r requirements/run.lock" in installed[0]
    assert "--no-deps --no-build-isolation --no-index ." in installed[1]


def test_it_runs_as_nobody_in_particular() -> None:
    (user,) = arguments("USER")
    uid, gid = user.split(":")
    assert int(uid) > 1000
    made = " ".join(arguments("RUN"))
    assert f"--uid {uid} --gid {gid}" in made
    assert f"--owner {uid} --group {gid} --mode 700 /data" in made
    words = [word for word, _ in instructions()]
    assert words.index("USER") < words.index("ENTRYPOINT")


def test_it_sets_only_what_somebody_reads() -> None:
    for name in image_environment():
        assert name in SETTINGS or name.startswith(PROGRAMS), name
    # Each container whose data is elsewhere would leave a volume of its own behind.
    assert arguments("VOLUME") == []
    assert arguments("EXPOSE") == [image_environment()["PORT"]]


def test_it_starts_what_there_is_and_stops_it_softly() -> None:
    assert arguments("ENTRYPOINT") == ['["lovelm"]']
    (command,) = arguments("CMD")
    assert command.strip('[]"') in COMMANDS
    assert arguments("STOPSIGNAL") == ["SIGTERM"]
    (health,) = arguments("HEALTHCHECK")
    assert "/opt/lovelm/livez.py" in health
    assert "deploy/livez.py /opt/lovelm/livez.py" in " ".join(arguments("RUN"))


# What goes in.


def allowed() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert rules[-1] == "**/__pycache__"
    assert all(rule.startswith("!") for rule in rules[1:-1])
    return [rule[1:] for rule in rules[1:-1]]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """What Docker is given."""
    for name in allowed():
        here, there = ROOT / name, tmp_path / "context" / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, there)
    return tmp_path / "context"


def test_what_is_copied_is_there(context: Path) -> None:
    for rest in arguments("COPY"):
        if not rest.startswith("--from"):
            assert (context / rest.split()[0]).exists()


def test_the_package_that_is_built_in_it_is_whole(context: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "wheel"],
        cwd=context,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ours = {
        str(path.relative_to(context))
        for package in packages
        for path in (context / package).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as packed:
        found = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert found == ours


def test_nothing_of_a_person_or_a_machine_gets_in() -> None:
    tops = {name.split("/")[0] for name in allowed()}
    assert not tops & {".env", ".git", "data", "lovelm.toml", "tests"}
    assert [name for name in allowed() if name.startswith("deploy")] == ["deploy/livez.py"]


# Whether it lives.


@pytest.fixture
def answering() -> Iterator[HTTPServer]:
    class Answer(BaseHTTPRequestHandler):
        status = 200

        def do_GET(self) -> None:
            self.send_response(self.status if self.path == "/livez" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def alive(port: int) -> bool:
    """As the image's health check asks."""
    program = [sys.executable, "-I", "-S", str(DEPLOY / "livez.py")]
    return subprocess.run(program, env={"PORT": str(port)}, capture_output=True).returncode == 0


@pytest.mark.parametrize(("status", "lives"), [(200, True), (503, False)])
def test_it_lives_while_it_says_so(answering: HTTPServer, status: int, lives: bool) -> None:
    answering.RequestHandlerClass.status = status  # type: ignore[attr-defined]
    assert alive(answering.server_port) is lives


def test_who_does_not_answer_is_dead(answering: HTTPServer) -> None:
    port = answering.server_port
    answering.server_close()
    assert not alive(port)


def test_the_version_is_the_package_s_wherever_it_is_written() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    version = project["project"]["version"]
    paths = [path for path in DEPLOY.rglob("*") if path.suffix in (".yaml", ".yml", "")]
    written = {
        found
        for path in paths
        if path.is_file()
        for found in re.findall(
            r"(?:lovelm:|\$\{TAG:-|newTag: )(\d+\.\d+\.\d+)", path.read_text("utf-8")
        )
    }
    assert written == {version}

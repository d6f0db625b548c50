"""docs/deploy.md: what it names is there."""

import re
import subprocess

import pytest

from bots.cli import COMMANDS
from tests.deploy.files import DEPLOY, ROOT, SETTINGS, compose

GUIDE = (ROOT / "docs/deploy.md").read_text("utf-8")
# What an operator makes by following it.
MADE = re.compile(r"deploy/(\.env|lovelm\.env|rds\.pem|backups|secrets(/.*)?)")
BLOCKS = re.findall(r"^```\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def test_every_setting_is_one() -> None:
    named = set(re.findall(r"\bLOVELM_[A-Z_]+", GUIDE))
    assert named
    assert named <= SETTINGS


def test_every_secret_is_a_setting() -> None:
    named = set(re.findall(r"\blovelm_[a-z_]+", GUIDE))
    assert named
    assert {name.upper() for name in named} <= SETTINGS


def test_every_file_is_there() -> None:
    named = {path.rstrip("./") for path in re.findall(r"\bdeploy/[\w./-]*", GUIDE)}
    assert DEPLOY / "compose.full.yaml" in {ROOT / path for path in named}
    for path in named:
        assert MADE.fullmatch(path) or (ROOT / path).exists(), path
    for name in re.findall(r"\]\(((?!#|http)[^)#]+)", GUIDE):
        assert (ROOT / "docs" / name).exists(), name
    base = DEPLOY / "kubernetes/base"
    row = re.compile(r"^\| (`\w+\.yaml`(?:, `\w+\.yaml`)*) \|", re.MULTILINE)
    tables = re.findall(r"`(\w+\.yaml)`", " ".join(row.findall(GUIDE)))
    assert len(tables) > 5
    assert all((base / name).exists() for name in tables)


def test_every_command_is_one() -> None:
    named = set(re.findall(r"(?:exec \S+(?: --)? |`)lovelm ([a-z]+)", GUIDE))
    named |= set(re.findall(r"run --rm \w+ ([a-z]+) ", GUIDE))
    assert {"doctor", "connect", "backup", "restore"} <= named
    assert named <= set(COMMANDS)


def test_every_service_and_profile_is_one() -> None:
    services = compose("compose.full.yaml")["services"]
    profiles = {one for service in services.values() for one in service.get("profiles", ())}
    assert set(re.findall(r"--profile (\w+)", GUIDE)) <= profiles
    for line in re.findall(r"compose\.full\.yaml (?:stop|start) ([a-z ]+)$", GUIDE, re.MULTILINE):
        assert set(line.split()) <= set(services)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_sound_shell(block: str) -> None:
    checked = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True)
    assert (checked.returncode, checked.stderr) == (0, "")

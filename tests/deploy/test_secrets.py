"""The secrets that are made fit what reads them, and none is written down."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bots import settings
from bots.secret_file import LENGTH, kept_secret
from storage.cipher import Cipher
from storage.postgres import address
from tests.deploy.files import DEPLOY, ROOT, SETTINGS, compose, names

# Keys of what is secret, and of places or names of it.
SECRET = re.compile(r"password|passwd|secret|token|credential|_key\b|keys\b", re.IGNORECASE)
PLACES = re.compile(r"/run/secrets(/\w+)?|secrets/\w+|/data/log\.key")
OBJECTS = {"lovelm", "lovelm-tls", "secrets"}  # of Kubernetes
WITH_PASSWORD = re.compile(r"://[^/\s:@]*:(?!\$\(|%s@)[^/\s@]+@")
DOCUMENTED = "user:password@"


def test_what_is_made_is_what_lovelm_takes(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOVELM_SECRETS_DIR", str(secrets))
    read = settings.load()
    assert address(read.database_url.get_secret_value()).database == "lovelm"
    assert read.redis_url.get_secret_value().startswith("redis://:")
    assert len(read.page_key.get_secret_value()) == 64
    Cipher([key.get_secret_value() for key in read.secret_keys])
    assert (read.discord_on, read.twitch_on, read.chzzk_on) == (False, False, False)
    kept = kept_secret(secrets / "log_key")
    assert len(kept) == LENGTH


def test_the_folder_is_its_owner_s_and_files_are_for_any_container(secrets: Path) -> None:
    assert secrets.stat().st_mode & 0o777 == 0o700
    for path in secrets.iterdir():
        assert path.stat().st_mode & 0o777 == 0o644, path.name


def test_what_is_there_stays(secrets: Path) -> None:
    (secrets / "lovelm_discord_token").write_text("mine", "utf-8")
    (secrets / "lovelm_page_key").unlink()
    before = {path.name: path.read_text("utf-8") for path in secrets.iterdir()}
    again = subprocess.run(
        ["sh", secrets.parent / "make-secrets.sh"], check=True, capture_output=True, text=True
    )
    after = {path.name: path.read_text("utf-8") for path in secrets.iterdir()}
    assert {name: after[name] for name in before} == before
    assert again.stdout == "made secrets/lovelm_page_key\n"
    assert len(after["lovelm_page_key"]) == 64


def test_no_two_installations_share_one(secrets: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "make-secrets.sh").write_text((DEPLOY / "make-secrets.sh").read_text("utf-8"), "utf-8")
    subprocess.run(["sh", other / "make-secrets.sh"], check=True, capture_output=True)
    for path in secrets.iterdir():
        content = path.read_text("utf-8")
        assert not content or content != (other / "secrets" / path.name).read_text("utf-8")


@pytest.mark.parametrize("name", ["compose.yaml", "compose.full.yaml"])
def test_every_file_that_is_named_is_made_and_handed_to_somebody(name: str, secrets: Path) -> None:
    content = compose(name)
    for secret, where in content["secrets"].items():
        assert where == {"file": f"secrets/{secret}"}
        assert (secrets / secret).exists()
        assert not secret.startswith("lovelm_") or secret.upper() in SETTINGS
    used = {
        one for service in content["services"].values() for one in names(service.get("secrets", []))
    }
    assert used == set(content["secrets"])


# None is written down.


def values(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from values(value, str(name))
    elif isinstance(node, list):
        for value in node:
            yield from values(value, key)
    else:
        yield key, str(node)


def ignored() -> list[str]:
    return (DEPLOY / ".gitignore").read_text("utf-8").split()


def shipped(*suffixes: str) -> list[Path]:
    """Files of deploy/, without what an operator has put there."""
    private = {DEPLOY / name.strip("/") for name in ignored()}
    return [
        path
        for path in sorted(DEPLOY.rglob("*"))
        if path.suffix in suffixes and not private & {path, *path.parents}
    ]


@pytest.mark.parametrize(
    "path", shipped(".yaml", ".yml"), ids=lambda path: str(path.relative_to(DEPLOY))
)
def test_no_manifest_holds_one(path: Path) -> None:
    known = {"", "True", "False", *OBJECTS, *compose("compose.full.yaml")["secrets"]}
    for document in yaml.safe_load_all(path.read_text("utf-8")):
        for key, value in values(document):
            if SECRET.search(key):
                assert value in known or PLACES.fullmatch(value), (key, value)


def test_no_text_holds_one() -> None:
    texts = [*shipped(".yaml", ".yml", ".sh", ".example", ".env", ""), ROOT / "docs/deploy.md"]
    for path in texts:
        if path.is_file():
            text = path.read_text("utf-8").replace(DOCUMENTED, "")
            assert not WITH_PASSWORD.search(text), path


def test_what_an_operator_puts_there_is_not_committed() -> None:
    assert set(ignored()) == {"/.env", "/lovelm.env", "/secrets/", "/backups/", "/rds.pem"}

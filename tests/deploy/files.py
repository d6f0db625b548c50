"""What is in deploy/, read as those programs read it that it is for."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bots.settings import Settings, variable

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SETTINGS = {variable(name) for name in Settings.model_fields}
DOMAIN = {"DOMAIN": "stream.test"}
# A version down to its last number (PostgreSQL's have two), and a variant where there are some.
PINNED = re.compile(
    r"(postgres:\d+\.\d+|[\w./-]+:v?\d+\.\d+\.\d+)(-[\w.-]+)?(@sha256:[0-9a-f]{64})?"
)
OURS = re.compile(r"lovelm:(\d+\.\d+\.\d+)")
GIVEN = re.compile(r"\$(?:\$|\{(\w+)(?::([-+?])((?:[^{}]|\{[^{}]*\})*))?\})")

Object = dict[str, Any]


def compose(name: str, env: Mapping[str, str] = DOMAIN) -> Object:
    """A compose file with its variables filled in. Raises LookupError for one that must be set."""
    content = yaml.safe_load((DEPLOY / name).read_text("utf-8"))
    filled: Object = _filled(content, env)
    return filled


def _filled(node: Any, env: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, env) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, env) for value in node]
    return interpolated(node, env) if isinstance(node, str) else node


def interpolated(text: str, env: Mapping[str, str]) -> str:
    """As https://docs.docker.com/reference/compose-file/interpolation/ has it."""

    def fill(found: re.Match[str]) -> str:
        name, how, other = found.groups()
        if name is None:
            return "$"
        value = env.get(name, "")
        if how == "+":
            return interpolated(other, env) if value else ""
        if value or how is None:
            return value
        if how == "?":
            raise LookupError(f"{name}: {other}")
        return interpolated(other, env)

    return GIVEN.sub(fill, text)


def environment(service: Object) -> dict[str, str]:
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def is_ours(service: Object) -> bool:
    """Whether it runs LoveLM's image."""
    return bool(OURS.fullmatch(service["image"]))


def names(entries: list[Any]) -> list[str]:
    """Of secrets, short or long."""
    return [entry if isinstance(entry, str) else entry["source"] for entry in entries]


def instructions(name: str = "Dockerfile") -> list[tuple[str, str]]:
    """A Dockerfile's, with their arguments, in order."""
    text = (DEPLOY / name).read_text("utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (
            line.partition(" ") for line in lines if line and not line.startswith("#")
        )
    ]


def image_environment() -> dict[str, str]:
    """What the image sets."""
    text = " ".join(rest for word, rest in instructions() if word == "ENV")
    return dict(re.findall(r"(\w+)=(\S+)", text))


def manifests(folder: str) -> Iterator[tuple[Path, Object]]:
    """Each document of a folder of Kubernetes', but kustomize's own."""
    for path in sorted((DEPLOY / "kubernetes" / folder).glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text("utf-8")):
            if path.name != "kustomization.yaml":
                yield path, document


def variables(path: Path) -> dict[str, str]:
    """Of a file of variables; those that are commented out too."""
    text = path.read_text("utf-8")
    return dict(re.findall(r"^#?([A-Z][A-Z_]*)=(.*)$", text, re.MULTILINE))

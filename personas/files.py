"""Files of data: a YAML file checked against a pydantic model, a file of lines."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from core.errors import ConfigError

M = TypeVar("M", bound=BaseModel)


def read(path: Path, model: type[M]) -> M:
    """Read and check `path`. Raises ConfigError naming the file, line and field."""
    text = _text(path)
    try:
        # One tree gives both the values and the line each of them stands on.
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        value = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(
            str(path), f"not readable as YAML: {_one_line(error)}", "correct the line it names"
        ) from error
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        line = _line(node, first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ConfigError(
            f"{path}:{line}", f"{field}: {first['msg']}{more}", "correct that field"
        ) from None


def lines_of(path: Path) -> list[str]:
    """The lines of a text file. Raises ConfigError when it cannot be read."""
    return _text(path).splitlines()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(str(path), "the file is missing", "restore it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            str(path), f"not readable as text: {_one_line(error)}", "restore it"
        ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _line(node: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """The line, from 1, of the deepest part of `loc` that the file has."""
    line = 1 if node is None else node.start_mark.line + 1
    for part in loc:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            child = next((value for key, value in node.value if key.value == str(part)), None)
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            child = node.value[part]
        if child is None:
            break
        node, line = child, child.start_mark.line + 1
    return line

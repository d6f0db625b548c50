"""Finer cases inside each love situation, and those of them that their wording tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from core.errors import ConfigError
from core.labels import Situation

FILE = Path(__file__).parent / "data" / "angles.yaml"
_NEEDED: Final = frozenset({"key", "gloss"})
_MAY: Final = frozenset({"pattern", "unless", "grave"})
_READ: Final = 400  # characters of a text; later ones are seldom the case itself


@dataclass(frozen=True, slots=True)
class Angle:
    """A case: `key` within its situation, `gloss` for whoever writes its lines; in a `grave` one
    somebody is in danger. Without a `pattern` only
    likeness finds it."""

    key: str
    gloss: str
    pattern: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    grave: bool = False

    def fits(self, text: str) -> bool:
        if self.pattern is None or self.pattern.search(text) is None:
            return False
        return self.unless is None or self.unless.search(text) is None


class Angles:
    """The cases of every situation in the order in which they are tried."""

    def __init__(self, of: Mapping[Situation, tuple[Angle, ...]]) -> None:
        self.of = of

    @classmethod
    def load(cls, path: Path = FILE) -> "Angles":
        """Raises ConfigError, naming file and line, for an unknown situation, a key given twice
        or a pattern that does not compile."""
        try:
            root = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise _broken(str(path), str(error).splitlines()[0]) from error
        return cls(dict(_situation(path, *pair) for pair in _pairs(path, root)))

    def find(self, situation: Situation, text: str, grave: bool = False) -> str | None:
        """The key of the first case of `situation` that `text` tells, with `grave` of the grave
        ones; None when none does."""
        read = text[:_READ].lower()
        angles = (angle for angle in self.of.get(situation, ()) if angle.grave or not grave)
        return next((angle.key for angle in angles if angle.fits(read)), None)

    def denied(self, situation: Situation, key: str | None, text: str) -> bool:
        """Whether `text` holds what speaks against the case of that `key`."""
        read = text[:_READ].lower()
        cases = (angle for angle in self.of.get(situation, ()) if angle.key == key)
        return any(case.unless is not None and case.unless.search(read) for case in cases)


def _situation(path: Path, name: Any, cases: Any) -> tuple[Situation, tuple[Angle, ...]]:
    if name.value not in set(Situation):
        raise _broken(_at(path, name), f"{name.value!r} is no situation")
    if not isinstance(cases, yaml.SequenceNode):
        raise _broken(_at(path, cases), "a situation holds a list of cases")
    angles = tuple(_angle(path, case) for case in cases.value)
    if len({angle.key for angle in angles}) < len(angles):
        raise _broken(_at(path, name), f"{name.value!r} has the same key twice")
    return Situation(name.value), angles


def _angle(path: Path, case: Any) -> Angle:
    fields = {name.value: value for name, value in _pairs(path, case)}
    if not _NEEDED <= fields.keys() <= _NEEDED | _MAY:
        raise _broken(
            _at(path, case), "a case has key and gloss, and perhaps pattern, unless and grave"
        )
    return Angle(
        key=fields["key"].value,
        gloss=fields["gloss"].value,
        pattern=_compiled(path, fields.get("pattern")),
        unless=_compiled(path, fields.get("unless")),
        grave="grave" in fields and fields["grave"].value == "true",
    )


def _compiled(path: Path, node: Any) -> re.Pattern[str] | None:
    """In the file white space is layout and `_` is a space that may be missing."""
    if node is None:
        return None
    try:
        return re.compile("".join(node.value.split()).replace("_", " ?"))
    except (re.error, AttributeError) as error:
        raise _broken(_at(path, node), f"no pattern: {error}") from error


def _pairs(path: Path, node: Any) -> list[tuple[Any, Any]]:
    if not isinstance(node, yaml.MappingNode):
        where = str(path) if node is None else _at(path, node)
        raise _broken(where, "names and values are expected here")
    return list(node.value)


def _at(path: Path, node: Any) -> str:
    return f"{path}:{node.start_mark.line + 1}"


def _broken(where: str, why: str) -> ConfigError:
    return ConfigError(where, why, "mend the line or restore the file from the repository")

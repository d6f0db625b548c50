"""What crisis triage can say of a line."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How openly a line tells of danger."""

    NONE = "none"
    INDIRECT = "indirect"
    EXPLICIT = "explicit"
    VIOLENCE = "violence"


class Kind(StrEnum):
    """What the danger is."""

    SELF_HARM = "self_harm"
    THIRD_PERSON = "third_person"
    DATING_VIOLENCE = "dating_violence"
    STALKING = "stalking"
    SEXUAL_EXTORTION = "sexual_extortion"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Triage:
    """A verdict; `kind` is None exactly when `level` is NONE."""

    level: Level
    kind: Kind | None

    def __post_init__(self) -> None:
        if (self.level is Level.NONE) != (self.kind is None):
            raise ValueError(f"a triage of level {self.level} cannot have kind {self.kind}")

    @property
    def crisis(self) -> bool:
        """Whether anything but silence about it would be wrong."""
        return self.level is not Level.NONE


CALM = Triage(Level.NONE, None)

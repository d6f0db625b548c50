"""A prompt's messages, whatever library sends them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    SYSTEM = "system"
    VIEWER = "user"
    PERSONA = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    text: str

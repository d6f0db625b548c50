"""Lists in settings, written with commas."""

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_settings import NoDecode


def _parts(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


CommaSeparated = BeforeValidator(_parts)
Names = Annotated[tuple[str, ...], NoDecode, CommaSeparated]

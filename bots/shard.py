"""Which part of Discord's guilds a process is told of, as it is written in the settings."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

# Discord has no bots with more.
MOST = 16_384


def numbers(written: str) -> tuple[int, int]:
    """The shard's number and how many there are. Raises ValueError."""
    number, slash, count = written.partition("/")
    if not (slash and all(part.isascii() and part.isdecimal() for part in (number, count))):
        raise ValueError
    if not int(number) < int(count) <= MOST:
        raise ValueError
    return int(number), int(count)


def _shard(written: str) -> str:
    try:
        return "{}/{}".format(*numbers(written))
    except ValueError:
        raise PydanticCustomError(
            "shard", "must be this shard and how many there are, counted from 0: 0/2 and 1/2"
        ) from None


Shard = Annotated[str, AfterValidator(_shard)]

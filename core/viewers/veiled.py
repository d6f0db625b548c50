"""How somebody who was forgotten is known again: by a hash, which shows no name. Whoever tries every
account of a platform finds whose it is: it stays in the database."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

# What a list shows of them.
NAMELESS: Final = "잊어 달라고 한 분"


def hashed(viewer: str) -> str:
    """What may be kept of an account's id."""
    return sha256(viewer.encode()).hexdigest()


def veiled(names: Mapping[str, str], gone: Callable[[str], bool]) -> dict[str, str]:
    """`names` by viewer id; of those who are gone a hash, and no name."""
    return dict((hashed(id), NAMELESS) if gone(id) else (id, name) for id, name in names.items())


def among(names: Mapping[str, str], viewer: str) -> bool:
    """Whether `viewer` is one of them, by id or, being forgotten, by hash."""
    return bool(names) and (viewer in names or hashed(viewer) in names)

"""Something that every process should know now."""

from typing import Any, Final

from msgspec import Struct

# The kind of what says that news may have been lost: read again whatever they are about.
MISSED: Final = "missed"


class News(Struct, frozen=True):
    """`payload` is as JSON has it; msgspec.convert makes it what it was."""

    kind: str
    payload: Any = None

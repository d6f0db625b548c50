"""What a viewer decided about how the personas treat them."""

from typing import Literal

from msgspec import Struct

Decision = Literal["polite", "remembers"]


class ViewerChoice(Struct, frozen=True, kw_only=True):
    """`polite`: spoken to in 존댓말 (None: as persona and channel do). `remembers`: the personas
    may remember what this viewer told them, by consent, from the age of 14 on."""

    polite: bool | None = None
    remembers: bool = False

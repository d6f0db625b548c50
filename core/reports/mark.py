"""Moments of a stream that people marked, and who is to be left out of its best ones."""

from enum import StrEnum

from msgspec import Struct

from core.labels import Platform


class MarkKind(StrEnum):
    """mark: by a manager or the broadcaster. hint: by anybody else.

    left_out: nothing of this viewer is picked, now or before; they disclosed a crisis then.
    """

    MARK = "mark"
    HINT = "hint"
    LEFT_OUT = "left_out"


class Mark(Struct, frozen=True, kw_only=True):
    """`viewer` is an account's id, `title` a manager's own and masked, "" for none; `at` is Unix
    time in seconds."""

    id: str
    platform: Platform
    channel: str
    at: float
    viewer: str
    kind: MarkKind
    title: str = ""


def left_out(platform: Platform, channel: str, viewer: str, at: float) -> Mark:
    """That nothing of `viewer` is picked; one a viewer."""
    return Mark(
        id=f"left_out:{viewer}",
        platform=platform,
        channel=channel,
        at=at,
        viewer=viewer,
        kind=MarkKind.LEFT_OUT,
    )


# Characters.
LONGEST_TITLE = 60

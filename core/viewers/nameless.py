"""What stays of somebody who is forgotten: that there was something, not whose nor what."""

from collections.abc import Collection
from typing import TypeVar

from msgspec.structs import replace

from core.events import Event, Viewer
from core.gate.burst import thanks_line
from core.labels import Platform
from core.replies import Reply
from core.turns import Thanked, Turn

E = TypeVar("E", bound=Event)


def nobody(platform: Platform) -> Viewer:
    """As platforms show a donor who gave no name."""
    return Viewer(f"{platform}:anonymous", "익명")


def nameless(event: E) -> E:
    """`event` without who it came from and what was written."""
    return replace(event, viewer=nobody(event.platform), text="", emotes=())


def without(turn: Turn, viewers: Collection[str]) -> Turn:
    """`turn` with nothing of `viewers`, whether it answers them or only concerns them too."""
    gone = nobody(turn.platform)
    turn = replace(
        turn,
        also=tuple(one for one in turn.also if one.id not in viewers),
        thanked=tuple(
            Thanked(gone.id, gone.name, one.given) if one.viewer in viewers else one
            for one in turn.thanked
        ),
    )
    if turn.viewer.id not in viewers:
        return turn
    return replace(turn, viewer=gone, text="", emotes=(), token=None)


def reply_without(reply: Reply, turn: Turn, viewers: Collection[str]) -> Reply:
    """The answer to `turn`, from which `viewers` are gone already."""
    if turn.thanked:
        reply = replace(reply, chat=thanks_line(turn.thanked, str))
    if reply.viewer.id not in viewers:
        return reply
    return replace(
        reply,
        viewer=nobody(reply.platform),
        question="",
        chat=reply.chat if turn.thanked else "",
        speech="",
        films=(),
        parts=(),
        emotes=(),
        token=None,
    )

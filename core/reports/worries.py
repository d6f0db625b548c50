"""Whose worry an answer is about: nobody but the teller of a story has ever agreed to short
clips, so that of all others' worries nothing is told again."""

from collections.abc import Iterable
from typing import Final

from core.gate.tone import Tone, tone
from core.labels import Emotion, Intent
from core.reports.kept import KeptTurn
from core.turns import Reason, Turn
from core.understanding.love import about_love


def worries(turns: Iterable[KeptTurn]) -> frozenset[str]:
    """Ids of the answers to a worry, or to what its viewer said soon after it."""
    latest: dict[str, float] = {}
    found: set[str] = set()
    for one in sorted(turns, key=lambda one: one.turn.at):
        turn = one.turn
        if _is_worry(one) or _goes_on(turn, latest):
            found.add(turn.id)
            if not turn.private and turn.reason is not Reason.STORY:  # dialogues of their own
                latest |= dict.fromkeys(turn.people, max(turn.at, one.moved_at))
    return frozenset(found)


def tells(text: str) -> bool:
    """Whether somebody speaks of their own life."""
    return about_love(text) or tone(text) in (Tone.OWN, Tone.CONFESSION)


def _is_worry(one: KeptTurn) -> bool:
    if one.turn.script or one.turn.thanked:  # nobody had asked
        return False
    if one.turn.reason in TOLD or tells(one.turn.text):
        return True
    reply = one.reply
    if reply is None or reply.persona is None:  # the service's own lines are read as nothing
        return False
    return reply.intent is Intent.COUNSEL or reply.emotion not in LIGHT


def _goes_on(turn: Turn, latest: dict[str, float]) -> bool:
    """Whether the persona still had a worry in mind; a gift without words is only thanked for."""
    if turn.script or turn.thanked or (turn.support is not None and not turn.text.strip()):
        return False
    return any(turn.at - latest[id] <= REMEMBERED for id in turn.people & latest.keys())


TOLD: Final = (Reason.WORRY, Reason.FOLLOW_UP, Reason.STORY)
LIGHT: Final = (Emotion.NEUTRAL, Emotion.JOY, Emotion.LOVE)
# Seconds for which a dialogue goes on, as core.pipeline.dialogue has it.
REMEMBERED: Final = 1_800.0

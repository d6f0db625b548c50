"""What a persona was told before: kept by consent, and taken up where nobody else reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.channels.settings import ChannelSettings
from core.labels import Intent, Platform
from core.party import party
from core.persona import Manner, Persona
from core.pipeline.brief import Brief, Draft
from core.pipeline.dialogue import Dialogue
from core.pipeline.lines import bank_line
from core.pipeline.meaning import Move
from core.pipeline.offers import told
from core.pipeline.state import Talk
from core.safety.masking import mask
from core.turns import Turn
from core.viewers.memories import Memories
from core.viewers.recollection import Recollection

NEWEST: Final = 3
BEFORE: Final = "echo.before"


@dataclass(frozen=True, slots=True)
class Remembering:
    """`embedded` is the model whose lines must be begun with what was told; others are prompted.
    `settings` tells where the streamer has switched memory on."""

    memories: Memories
    embedded: str
    settings: Callable[[Platform, str], ChannelSettings]

    async def known(
        self, turn: Turn, persona: Persona, dialogue: Dialogue
    ) -> Sequence[Recollection]:
        """What `persona` may take up in its answer: nothing in public, nothing of this dialogue."""
        if not self._here(turn) or not party(turn).private or turn.together or turn.support:
            return ()
        return await self.memories.told(turn.viewer.id, persona.slug, dialogue.began, NEWEST)

    def begun(self, state: Talk, draft: Draft, limit: int) -> Draft:
        """`draft` after a line on what was told before, once a dialogue and where it fits."""
        brief, dialogue = state["brief"], state["dialogue"]
        if dialogue.recalled or not brief.slots.get("before") or draft.model != self.embedded:
            return draft
        if not brief.bank.find(BEFORE) or not told(state["turn"].text, state["reading"]):
            return draft
        line = bank_line(BEFORE, brief)
        chat = f"{line.chat} {draft.chat}"
        if len(chat) > limit:
            return draft
        dialogue.recalled = True
        return replace(draft, chat=chat, speech=f"{line.speech} {draft.speech}")

    def keep(self, state: Talk) -> None:
        """What was told now, for each persona that answered; never waits."""
        turn, brief, reading = state["turn"], state["brief"], state["reading"]
        if not self._here(turn):
            return
        only_thanked = turn.support is not None and reading.intent is not Intent.COUNSEL
        if state["means"].move is not Move.TALK or only_thanked or not told(turn.text, reading):
            return
        for slug in [part.persona for part in state.get("parts", ())] or [brief.persona.slug]:
            self.memories.keep(_told(turn, brief, slug))

    def _here(self, turn: Turn) -> bool:
        return self.settings(turn.platform, turn.channel).memory


def recalling(brief: Brief, known: Sequence[Recollection], now: float) -> Brief:
    """`brief` with what its persona was told before."""
    if not known:
        return brief
    before = known[0].noun(english=brief.manner is Manner.ENGLISH)
    slots = {**brief.slots, "before": before} if before else brief.slots
    return replace(brief, slots=slots, memories=tuple(one.phrase(now) for one in known))


def _told(turn: Turn, brief: Brief, slug: str) -> Recollection:
    """A summary from what was understood. The details come from closed lists of Korean words;
    masked all the same, as everything is that is stored."""
    korean = brief.manner is not Manner.ENGLISH
    partner, duration = (brief.slots.get(name, "") for name in ("partner", "duration"))
    return Recollection(
        turn=turn.id,
        viewer=turn.viewer.id,
        persona=slug,
        situation=brief.reading.situation,
        emotion=brief.reading.emotion,
        at=turn.at,
        partner=mask(partner) if korean and partner != NEUTRAL else "",
        duration=mask(duration) if korean else "",
    )


# Whom a viewer has not called anything.
NEUTRAL: Final = "그 사람"

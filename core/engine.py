"""Turns in, replies out, whatever happens on the way: the error boundary."""

import asyncio
import logging

from core.labels import Emotion, Intent
from core.pipeline.graph import Answer
from core.ports import Personas
from core.replies import Reply
from core.safety.masking import mask
from core.safety.moderation import Moderation
from core.turns import Turn

log = logging.getLogger(__name__)

DEADLINE = 8.0


class Engine:
    """Runs the pipeline with a deadline; a turn always gets an answer."""

    def __init__(
        self,
        answer: Answer,
        personas: Personas,
        moderation: Moderation,
        deadline: float = DEADLINE,
    ) -> None:
        """`deadline` in seconds."""
        self._answer = answer
        self._moderation = moderation
        self._personas = personas
        self._deadline = deadline

    async def answer(self, turn: Turn) -> Reply:
        """The reply to `turn`; an honest general one when the pipeline fails."""
        try:
            async with asyncio.timeout(self._deadline):
                return await self._answer(turn)
        except Exception:  # the boundary: one broken turn must not end the stream
            log.exception("turn failed", extra={"turn": turn.id})
            return self._honest(turn)

    def _honest(self, turn: Turn) -> Reply:
        persona = self._personas.get(turn.persona or "") or next(iter(self._personas.values()))
        return Reply(
            turn_id=turn.id,
            platform=turn.platform,
            channel=turn.channel,
            viewer=turn.viewer,
            in_reply_to=turn.event_ids,
            question=mask(turn.text),
            persona=None,
            speaker=persona.name,
            chat=self._thanks(turn) + HONEST,
            speech="",
            emotion=Emotion.NEUTRAL,
            intent=Intent.COUNSEL,
            model="none",
            token=turn.token,
            donation=turn.support.shown if turn.support else "",
        )

    def _thanks(self, turn: Turn) -> str:
        """A donor is thanked by name and amount even when everything else failed."""
        if turn.support is None:
            return ""
        return f"{self._moderation.name(turn.viewer.name)}님, {turn.support.shown} 고맙습니다. "


HONEST = "지금 답을 제대로 못 찾았어요. 조금 있다가 한 번만 다시 말해 주시겠어요?"

"""Turns in, replies out, whatever happens on the way: the error boundary."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable

import msgspec

from core.channels.words import ChannelWords
from core.gate.burst import thanks_line
from core.labels import Emotion, Intent
from core.meter import SILENT, Meter, Stage
from core.pipeline.graph import Answer
from core.ports import Clock, Personas
from core.replies import CHAT_LIMIT, Reply
from core.safety.masking import mask
from core.safety.outbound import fit
from core.turns import Reason, Turn

log = logging.getLogger(__name__)

DEADLINE = 8.0


class Engine:
    """Runs the pipeline with a deadline; a turn always gets an answer."""

    def __init__(
        self,
        answer: Answer,
        personas: Personas,
        words: ChannelWords,
        deadline: float = DEADLINE,
        clock: Clock = time.time,
        meter: Meter = SILENT,
    ) -> None:
        """`deadline` in seconds.

        Wired up later: `hear` gets each sentence that is sure to be spoken as a reply of its
        own, while the rest is still being written.
        """
        self._answer = answer
        self._words = words
        self._personas = personas
        self._deadline = deadline
        self._clock = clock
        self._meter = meter
        self.hear: Callable[[Reply], object] = lambda _: None

    async def answer(self, turn: Turn) -> Reply:
        """The reply to `turn`; an honest general one when the pipeline fails."""
        begun = self._clock()
        self._meter.took(Stage.BEGUN, begun - turn.at)

        def whole(reply: Reply) -> Reply:
            return about(turn, reply, begun)

        reply = whole(await self._answered(turn, lambda reply: self.hear(whole(reply))))
        written = self._clock()
        self._meter.took(Stage.ANSWERED, written - begun)
        return msgspec.structs.replace(reply, written=written)

    async def _answered(self, turn: Turn, hear: Callable[[Reply], object]) -> Reply:
        if turn.script:
            return self._scripted(turn)
        if turn.thanked:
            return self._plain(turn, thanks_line(turn.thanked, self._name_in(turn)))
        if turn.among and turn.persona not in (None, *turn.among) and not turn.support:
            return self._plain(turn, absent(self._personas, turn.among))
        try:
            async with asyncio.timeout(self._deadline):
                return await self._answer(turn, hear)
        except Exception:  # the boundary: one broken turn must not end the stream
            log.exception("turn failed", extra={"turn": turn.id})
            persona = self._personas.get(turn.persona or "") or next(iter(self._personas.values()))
            return self._plain(turn, self._thanks(turn) + HONEST, persona.name)

    def _scripted(self, turn: Turn) -> Reply:
        """What is said unasked; in chat the first line alone where there is no room for all."""
        first, *others = turn.script
        limit = CHAT_LIMIT[turn.platform]
        chat = " / ".join([first.text, *(f"{part.speaker}: {part.text}" for part in others)])
        return msgspec.structs.replace(
            self._plain(turn, "", first.speaker),
            persona=first.persona,
            chat=fit(chat if len(chat) <= limit else first.text, limit) if turn.in_chat else "",
            speech=" ".join(part.text for part in turn.script),
            parts=turn.script if others else (),
            intent=Intent.SMALLTALK,
            unasked=True,
        )

    def _plain(self, turn: Turn, chat: str, speaker: str = "") -> Reply:
        """A line that no persona wrote."""
        return Reply(
            turn_id=turn.id,
            platform=turn.platform,
            channel=turn.channel,
            viewer=turn.viewer,
            in_reply_to=() if turn.thanked else turn.event_ids,
            question=mask(turn.text),
            persona=None,
            speaker=speaker,
            chat=fit(chat, CHAT_LIMIT[turn.platform]),
            speech="",
            emotion=Emotion.NEUTRAL,
            intent=Intent.COUNSEL,
            model="none",
            token=turn.token,
            donation=turn.support.shown if turn.support else "",
        )

    def _name_in(self, turn: Turn) -> Callable[[str], str]:
        """Makes names fit to be said in the turn's channel."""
        return self._words(turn.platform, turn.channel).name

    def _thanks(self, turn: Turn) -> str:
        """A donor is thanked by name and amount even when everything else failed."""
        if turn.support is None:
            return ""
        return f"{self._name_in(turn)(turn.viewer.name)}님, {turn.support.shown} 고맙습니다. "


def about(turn: Turn, reply: Reply, begun: float) -> Reply:
    """`reply` with what is known of it from its turn alone."""
    gift = turn.support if turn.reason is Reason.DONATION else None
    return msgspec.structs.replace(
        reply,
        emotes=turn.emotes,
        won=gift.amount if gift else turn.won,
        acknowledges=turn.event_ids if turn.support and not turn.aloud else (),
        aloud=turn.aloud,
        private=turn.private,
        home=turn.home,
        promised=turn.promised,
        story=turn.reason is Reason.STORY,
        begun=begun,
        heard=turn.at,
    )


def absent(personas: Personas, among: Iterable[str]) -> str:
    """Who is there, for whoever asked for a persona that is not."""
    names = ", ".join(personas[slug].name for slug in among if slug in personas)
    return f"그 상담사는 지금 없어요. 여기 있는 상담사: {names}"


HONEST = "지금 답을 제대로 못 찾았어요. 조금 있다가 한 번만 다시 말해 주시겠어요?"

"""Four answers to one story: in turn, each aware of what was said, the last word the teller's."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.labels import Platform
from core.persona import Manner, Persona
from core.pipeline.brief import Brief, Draft
from core.pipeline.dialogue import Dialogues
from core.pipeline.lines import bank_line
from core.pipeline.state import Talk
from core.ports import Personas, Responder
from core.replies import Part
from core.safety.outbound import Outbound, fit
from core.spending.spent import Spent

MODEL: Final = "together"
# Each voice is heard for eight seconds at most.
LONGEST: Final = 84
ENGLISH_LONGEST: Final = 130
# Seconds for all of them together; who comes late in them answers from the bank.
TOGETHER: Final = 7.0
# Seconds in which a responder that keeps its time ends by itself.
GRACE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Together:
    """Asks every persona of a channel for a short answer to the same story."""

    personas: Personas
    responder: Responder
    embedded: Responder
    dialogues: Dialogues
    outbound: Outbound
    chat_limit: Mapping[Platform, int]

    async def answer(self, state: Talk) -> Talk:
        """The parts in the order they are spoken, and one line of chat that sums them up."""
        turn, brief = state["turn"], state["brief"]
        parts: list[Part] = []
        spent = Spent()
        order = self._order(state)
        ends = asyncio.get_running_loop().time() + TOGETHER
        for left, persona in zip(range(len(order), 0, -1), order, strict=True):
            within = (ends - asyncio.get_running_loop().time()) / left
            draft = await self._said(persona, brief, parts, within, last=left == 1)
            parts.append(Part(persona.slug, persona.name, draft.chat))
            spent += draft.spent
            self.dialogues.remember_said(turn.channel, draft.source)
        chat = summary(parts, brief, self.chat_limit[turn.platform])
        speech = " ".join(part.text for part in parts)
        draft = Draft(chat, speech, "", MODEL, spent=spent)
        return {"draft": draft, "films": (), "parts": tuple(parts)}

    def _order(self, state: Talk) -> list[Persona]:
        """Who was asked first, then the others as they are; a channel may have fewer than four."""
        first = state["persona"]
        there = state["turn"].among or tuple(self.personas)
        return [first, *(self.personas[slug] for slug in there if slug != first.slug)]

    async def _said(
        self, persona: Persona, brief: Brief, before: Sequence[Part], within: float, last: bool
    ) -> Draft:
        """What `persona` says `within` so many seconds, having heard those `before`."""
        names = {slug: other.name_in(brief.manner) for slug, other in self.personas.items()}
        heard = tuple((names[part.persona], part.text) for part in before)
        longest = ENGLISH_LONGEST if brief.manner is Manner.ENGLISH else LONGEST
        # Nothing is heard before the others have spoken, and nothing is longer than its turn.
        occasion = replace(
            brief.occasion, chat=longest, speech=longest, within=within, whole=within,
            hear=lambda _: None,
        )  # fmt: skip
        own = replace(brief, persona=persona, heard=heard, short=True, echoes=(), occasion=occasion)
        try:
            async with asyncio.timeout(within + GRACE):
                draft = await self.responder.respond(own)
        except TimeoutError:
            draft = await self.embedded.respond(own)
        text = draft.chat
        if draft.model == self.embedded.name:
            text = _reacting(own, text, last)
        return replace(draft, chat=self.outbound.clean(text, longest))


def _reacting(brief: Brief, text: str, last: bool) -> str:
    """A bank's line shows that the others were heard; the last leaves the word to the teller."""
    if not brief.heard:
        return f"{bank_line('four.first', brief).chat} {text}"
    if last:
        return f"{text} {bank_line('four.last', brief).chat}"
    key = "four.agree" if brief.seed >> 3 & 1 else "four.differ"
    return f"{bank_line(key, brief, other=brief.heard[-1][0]).chat} {text}"


def summary(parts: list[Part], brief: Brief, limit: int) -> str:
    """One chat line: who said what where there is room for it, and how to choose."""
    english = brief.manner is Manner.ENGLISH
    ask = (
        "Whose answer helps most? Type its number."
        if english
        else "와닿은 답의 번호를 적어 주세요."
    )
    said = [f"{number} {part.speaker}: {part.text}" for number, part in enumerate(parts, 1)]
    whole = " / ".join([*said, ask])
    if len(whole) <= limit:
        return whole
    names = " ".join(f"{number} {part.speaker}" for number, part in enumerate(parts, 1))
    lead = "All of us answered: " if english else "다 같이 한마디씩 했어요. "
    return fit(f"{lead}{names}. {ask}", limit)

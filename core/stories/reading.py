"""A story read aloud by a persona: an introduction in its own words, then the story's."""

import re
from collections.abc import Callable
from typing import Final
from zlib import crc32

from msgspec.structs import replace

from core.bank import Line
from core.channels.settings import ChannelSettings, Tone
from core.channels.words import ChannelWords
from core.korean import fill
from core.labels import Emotion, Intent, Platform
from core.persona import Manner, Persona
from core.pipeline.dialogue import Dialogues
from core.pipeline.graph import Answer, Heard
from core.ports import Personas
from core.replies import CHAT_LIMIT, Reply
from core.safety.masking import mask
from core.safety.outbound import fit
from core.turns import Reason, Turn

INTRO: Final = "story.intro"
MODEL: Final = "story"
# A piece is a caption: a sentence, or several short ones.
SHORT, LONG = 24, 90
_SENTENCE = re.compile(r"[^.!?~…]*[.!?~…]+[\"'”’)\]]*\s*|[^.!?~…]+$")


class Reader:
    """Whose turn it is among the personas of a channel reads; nothing is written by a model."""

    def __init__(
        self,
        personas: Personas,
        dialogues: Dialogues,
        words: ChannelWords,
        settings: Callable[[Platform, str], ChannelSettings],
    ) -> None:
        self._personas = personas
        self._dialogues = dialogues
        self._words = words
        self._settings = settings

    def read(self, turn: Turn, hear: Heard) -> Reply:
        """`hear` gets each piece, as it is spoken."""
        there = [slug for slug in turn.among or self._personas if slug in self._personas]
        asked = turn.persona if turn.persona in there else None
        slug = asked or self._dialogues.next_speaker(turn.channel, tuple(there or self._personas))
        persona = self._personas[slug]
        self._dialogues.spoke(turn.channel, slug)
        intro = self._intro(turn, persona)
        words = self._words(turn.platform, turn.channel)
        # A manager let it pass as it was; what was banned since is covered.
        text = turn.text if words.judge(turn.text).shown else words.covered(turn.text)
        pieces = [intro.speech, *pieces_of(mask(text))]
        reply = Reply(
            turn_id=turn.id,
            platform=turn.platform,
            channel=turn.channel,
            viewer=turn.viewer,
            in_reply_to=(),
            question="",
            persona=slug,
            speaker=persona.name,
            chat=fit(intro.chat, CHAT_LIMIT[turn.platform]),
            speech=" ".join(pieces),
            emotion=Emotion.NEUTRAL,
            intent=Intent.COUNSEL,
            model=MODEL,
        )
        for piece in pieces:
            hear(replace(reply, speech=piece))
        return reply

    def _intro(self, turn: Turn, persona: Persona) -> Line:
        """One not said lately; the service's own where the persona's bank has none."""
        polite = self._settings(turn.platform, turn.channel).tone is Tone.POLITE
        bank = persona.banks[Manner.POLITE if polite else Manner.OWN]
        lines = bank.find(INTRO) or (PLAIN,)
        said = self._dialogues.said(turn.channel)
        fresh = [line for line in lines if line.chat not in said] or lines
        line = fresh[crc32(turn.id.encode()) % len(fresh)]
        self._dialogues.remember_said(turn.channel, line.chat)
        values = {"name": turn.viewer.name}
        return Line(fill(line.chat, values), fill(line.speech, values))


def reading(answer: Answer, reader: Reader) -> Answer:
    """`answer`, but for stories, which are read."""

    async def answered(turn: Turn, hear: Heard = lambda _: None, /) -> Reply:
        if turn.reason is Reason.STORY and not turn.together:
            return reader.read(turn, hear)
        return await answer(turn, hear)

    return answered


def pieces_of(text: str) -> list[str]:
    """`text` in pieces that can be read while they are spoken, none longer than LONG."""
    pieces: list[str] = []
    for sentence in (one.strip() for one in _SENTENCE.findall(text)):
        for part in _parted(sentence):
            if pieces and len(pieces[-1]) < SHORT and len(pieces[-1]) + len(part) < LONG:
                pieces[-1] = f"{pieces[-1]} {part}"
            elif part:
                pieces.append(part)
    return pieces


def _parted(sentence: str) -> list[str]:
    parts: list[str] = []
    while len(sentence) > LONG:
        at = max(sentence.rfind(mark, 1, LONG) for mark in (", ", " "))
        at = at + 1 if at > 0 else LONG
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence]


# What introduces it where a persona brings no words of its own.
PLAIN = Line("‘{name}’님이 보내 주신 사연을 읽어 드릴게요.", "‘{name}’님이 보내 주신 사연이에요.")

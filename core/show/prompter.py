"""What a manager has a persona say: heard alone first, or said in chat and aloud like an answer."""

import logging
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from uuid import uuid4

import msgspec

from core.channels.guilds import Place
from core.channels.known import Channels
from core.channels.settings import Mode
from core.channels.words import ChannelWords
from core.errors import BadInput, SpeechError, TopicError
from core.events import Viewer
from core.labels import Emotion, Intent, Platform
from core.persona import Persona
from core.ports import Clock, Personas, Speech, Topic
from core.replies import CHAT_LIMIT, Part, Reply
from core.safety.outbound import Outbound, pieces
from core.show.screen import Screen
from core.show.sound import Utterance
from core.show.stage import Stage
from core.speech.text import speakable
from core.stores import Turns
from core.turns import Reason, Turn

log = logging.getLogger(__name__)

# Characters; about fifteen seconds of speech.
LONGEST = 150
# What goes for a link or a number may be longer than that was.
CLEANED = 2 * LONGEST
# Lines of chat for one text, and the longest name beside which CHAT_LIMIT is free.
LINES, NAME = 3, 4


class Prompter:
    """Goes the way of every answer, so that it is said once, and moderated like one."""

    def __init__(
        self,
        personas: Personas,
        words: ChannelWords,
        channels: Channels,
        turns: Turns,
        replies: Topic[Reply],
        stage: Stage,
        screen: Screen,
        speech: Callable[[Platform], Speech],
        clock: Clock = time.time,
    ) -> None:
        """`speech` is what speaks in a platform's channels, `screen` the overlays shown here."""
        self._personas = personas
        self._words = words
        self._channels = channels
        self._turns = turns
        self._replies = replies
        self._stage = stage
        self._screen = screen
        self._speech = speech
        self._clock = clock
        self._clean = Outbound().clean

    @property
    def cast(self) -> list[Persona]:
        """All there are."""
        return list(self._personas.values())

    async def say(self, place: Place, slug: str, text: str, key: str) -> tuple[Persona, bool]:
        """Have it said, once for each `key`; who says it, and whether aloud too: outside a corner,
        or without an overlay, it is for chat alone. Said whole or not at all: in several lines
        of chat where one is too short. Raises BadInput, worded for people."""
        persona, line = self._fit(place, slug, text)
        settings = self._channels.settings(place.platform, place.channel)
        if settings.quiet or settings.paused:
            raise BadInput("조용히 있는 중이에요. 먼저 다시 시작해 주세요.")
        if settings.mode is Mode.OFF:
            raise BadInput("이 방송에서는 꺼져 있어요. 설정에서 모드를 먼저 켜 주세요.")
        chat = _lines(place.platform, persona, line) if settings.in_chat else [line]
        await self._begin(self._turn(place, persona, chat, key), persona, chat[0], line)
        for number, more in enumerate(chat[1:], 2):
            turn = self._turn(place, persona, [more], f"{key}/{number}")
            await self._begin(turn, persona, more, "")
        watched = self._screen.watched(place.platform, place.channel)
        return persona, watched and settings.speaks

    async def _begin(self, turn: Turn, persona: Persona, chat: str, speech: str) -> None:
        """On its way, if it is not yet; whatever breaks off there is taken up again."""
        if turn not in await self._turns.accept([turn]):
            return
        reply = self._reply(turn, persona, chat, speech)
        if not await self._turns.answered(turn.id, reply):
            return
        if speech:
            self._stage.take(reply)
        try:
            await self._replies.put(reply)
        except TopicError:
            log.warning("prompted line not on its way yet")

    def _turn(self, place: Place, persona: Persona, lines: Sequence[str], key: str) -> Turn:
        """Whoever else takes it up says the very lines, the first of them in chat."""
        about = f"{place.platform}/{place.channel}/{key}"
        return Turn(
            id=f"prompt:{sha256(about.encode()).hexdigest()}", platform=place.platform,
            channel=place.channel, viewer=Viewer(PROMPTER, persona.name), text="", event_ids=(),
            reason=Reason.TALK, score=1.0, at=self._clock(), persona=persona.slug,
            script=tuple(Part(persona.slug, persona.name, line) for line in lines), in_chat=True,
            home=self._channels.home(place.platform, place.channel),
        )  # fmt: skip

    async def preview(self, place: Place, slug: str, text: str) -> bytes:
        """Its sound, for whoever asks alone. Raises BadInput, worded for people."""
        persona, line = self._fit(place, slug, text)
        return (await self._sound(place, persona, line)).wav

    async def _sound(self, place: Place, persona: Persona, line: str) -> Utterance:
        try:
            return await self._speech(place.platform).speak(speakable(line), persona.voice)
        except SpeechError:
            raise BadInput("지금은 소리를 만들 수 없어요. 상태를 확인해 주세요.") from None

    async def test(self, place: Place) -> None:
        """Show and say a line on the channel's overlay alone, corner or not; returns when it was
        played. Raises BadInput, worded for people."""
        where = (place.platform, place.channel)
        if not self._screen.watched(*where):
            raise BadInput(
                "상담사가 말하는 오버레이 화면이 없어요. OBS에 오버레이 주소를 넣어 주세요."
            )
        among = self._channels.settings(*where).personas
        slug = next((one for one in among if one in self._personas), next(iter(self._personas)))
        sound = await self._sound(place, self._personas[slug], TEST)
        event = {
            "type": "speak", "id": f"speak:test:{uuid4().hex}", "persona": slug, "text": TEST,
            "emotion": Emotion.NEUTRAL, "question": None, "emotes": [], "viewer": "",
            "voice": self._speech(place.platform).label, "duration_s": sound.duration,
            "captions": msgspec.to_builtins(sound.captions),
        }  # fmt: skip
        await self._screen.play(*where, event, sound.wav or None, sound.duration)

    def _fit(self, place: Place, slug: str, text: str) -> tuple[Persona, str]:
        """The persona, and what of `text` may be said."""
        persona = self._personas.get(slug)
        among = self._channels.settings(place.platform, place.channel).personas
        if persona is None or (among and slug not in among):
            raise BadInput("그 상담사는 이 방송에 없어요.")
        if len(text) > LONGEST:
            raise BadInput(f"한 번에 {LONGEST}자까지 말할 수 있어요. 나눠서 적어 주세요.")
        line = self._clean(text, CLEANED)
        if not line:
            raise BadInput("할 말을 적어 주세요. 링크나 전화번호는 말할 수 없어요.")
        if _letters(line) < _letters(text):
            raise BadInput("링크나 전화번호는 말할 수 없어요. 빼고 다시 적어 주세요.")
        if not self._words(place.platform, place.channel).judge(line).shown:
            raise BadInput("방송에 내보낼 수 없는 낱말이 있어요. 고쳐서 다시 적어 주세요.")
        return persona, line

    def _reply(self, turn: Turn, persona: Persona, chat: str, speech: str) -> Reply:
        return Reply(
            turn_id=turn.id, platform=turn.platform, channel=turn.channel, viewer=turn.viewer,
            in_reply_to=(), question="", persona=persona.slug, speaker=persona.name, chat=chat,
            speech=speech, emotion=Emotion.NEUTRAL, intent=Intent.COUNSEL, model="manager",
            heard=turn.at, written=turn.at, home=turn.home,
        )  # fmt: skip


def _lines(platform: Platform, persona: Persona, text: str) -> list[str]:
    """`text` as chat takes it. Raises BadInput where that is too much of it."""
    lines = pieces(text, CHAT_LIMIT[platform] - max(0, len(persona.name) - NAME))
    if len(lines) > LINES:
        raise BadInput(f"채팅 {LINES}줄에 다 들어가지 않아요. 이모지를 빼거나 나눠서 적어 주세요.")
    return lines


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


# Stands where a viewer's id would.
PROMPTER = "studio"
TEST = "오버레이 시험이에요. 잘 보이고 잘 들리나요?"

"""A short evening of one channel, as rows of a database."""

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from core.channels.guilds import Link, Place
from core.events import ChatMessage, Donation, Raid, Subscription, Viewer
from core.gifts.gift import Gift, GiftState
from core.labels import Emotion, Intent, Platform
from core.movies.opinion import Verdict
from core.replies import FilmCard, Reply
from core.spending.spent import Spent
from core.turns import Reason, State, Turn
from storage.chat_log import SqlChatLog
from storage.donations import SqlDonations
from storage.film_feedback import SqlFilmFeedback
from storage.links import SqlLinks
from storage.turns import SqlTurns
from tests.conftest import FakeClock

CHANNEL = "1337"
# 20:00 in Korea.
EVENING = 1_795_345_200.0
READ_IGNORED = "3일째 읽씹당했는데 파란우산이 자꾸 생각나요"
CRUSH = "같은 과 선배를 짝사랑하는데 고백할까요"
NAMES = ("숲속두부", "여름귤", "가을밤")
FILM = FilmCard(
    id="f1", title="두부의 <모험>", year=2001, genres=(), rating="ALL", score=1.0, why="",
    credit="TMDB의 자료예요",
)  # fmt: skip


@dataclass
class Evening:
    """Writes what happened; times are in seconds since EVENING."""

    engine: AsyncEngine
    clock: FakeClock
    # How many there were before.
    count: int = 0

    def __post_init__(self) -> None:
        self._turns = SqlTurns(self.engine, self.clock)
        self._gifts = SqlDonations(self.engine, self.clock)
        self._log = SqlChatLog(self.engine)

    async def tell(
        self, after: float, viewer: int, text: str = READ_IGNORED, waits: float = 3.0, *,
        state: State = State.SAID, why: str = "", channel: str = CHANNEL,
        films: tuple[FilmCard, ...] = (), emotion: Emotion = Emotion.HURT,
        intent: Intent = Intent.COUNSEL, audio: float | None = None, **fields: Any,
    ) -> Turn:  # fmt: skip
        """A line of chat and its answer, which took so many seconds."""
        self.count += 1
        about: dict[str, Any] = {
            "id": f"line{self.count}", "platform": Platform.TWITCH, "channel": channel,
            "viewer": person(viewer), "at": EVENING + after, "text": text,
        }  # fmt: skip
        self._log.append(ChatMessage(**about))
        await self._log.flush()
        common: dict[str, Any] = {
            "event_ids": (about["id"],), "reason": Reason.WORRY, "score": 1.0,
        }  # fmt: skip
        turn = Turn(**about | common | fields)
        self.clock.now = turn.at
        await self._turns.accept([turn])
        if state is not State.ACCEPTED:
            answer = {"films": films, "emotion": emotion, "intent": intent}
            await self._turns.answered(turn.id, reply(turn, **answer))
            await self._turns.move(turn.id, State.SAYING)
            self.clock.tick(waits)
            await self._turns.move(turn.id, state, why)
        if audio is not None:
            await self._turns.heard(turn.id, audio)
        return turn

    async def give(
        self, after: float, viewer: int, won: int = 0, state: GiftState = GiftState.ACKNOWLEDGED,
        **fields: Any,
    ) -> None:  # fmt: skip
        """A donation; without won, another kind of gift by its fields."""
        self.count += 1
        about: dict[str, Any] = {
            "id": f"gift{self.count}", "platform": Platform.TWITCH, "channel": CHANNEL,
            "viewer": person(viewer), "at": EVENING + after, "text": "노란우산도 주세요",
        }  # fmt: skip
        event: Donation | Subscription | Raid
        if won:
            event = Donation(**about, amount=won, shown=f"{won:,}원")
        elif "viewers" in fields:
            event = Raid(**about | fields)
        else:
            event = Subscription(**about | {"months": 1} | fields)
        await self._gifts.add([Gift(event=event)])
        if state is not GiftState.RECEIVED:
            await self._gifts.move([event.id], state)

    async def save(self, after: float, viewer: int, film: str) -> None:
        store = SqlFilmFeedback(self.engine, self.clock)
        await store.judge(person(viewer).id, [film], Verdict.SAVED, EVENING + after)

    async def link(self, name: str) -> None:
        place = Place(Platform.TWITCH, CHANNEL, name)
        await SqlLinks(self.engine).put(Link(guild="1", place=place, at=EVENING))


def person(number: int) -> Viewer:
    return Viewer(f"twitch:{770_000 + number}", NAMES[number])


def reply(to: Turn, **fields: Any) -> Reply:
    plain = Reply(
        turn_id=to.id, platform=to.platform, channel=to.channel, viewer=to.viewer,
        in_reply_to=to.event_ids, question=to.text, persona="onyu", speaker="온유",
        chat=f"{to.viewer.name}님, {to.text}", speech="말", emotion=Emotion.HURT,
        intent=Intent.COUNSEL, model="embedded", spent=Spent(100, 20, 1_500_000), heard=to.at,
    )  # fmt: skip
    return replace(plain, **fields)


async def evening(engine: AsyncEngine, clock: FakeClock) -> None:
    """Twenty minutes of the stream, and half an hour of another before."""
    there = Evening(engine, clock)
    await there.link("봄소풍")
    await there.tell(-20_000, 2, CRUSH)
    await there.tell(0, 0, READ_IGNORED, 2.0, audio=1.5)
    await there.tell(30, 1, READ_IGNORED, 4.0, audio=2.5)
    await there.tell(60, 1, CRUSH, 6.0, emotion=Emotion.LOVE, reason=Reason.MENTION)
    await there.tell(
        400, 0, "영화 추천해 줘", 9.0, films=(FILM,), intent=Intent.RECOMMEND, reason=Reason.WISH
    )
    await there.tell(500, 2, CRUSH, private=True)
    await there.tell(600, 2, CRUSH, state=State.DROPPED, why="too old")
    await there.tell(700, 2, "그냥요", state=State.UNKNOWN, why="TimeoutError")
    await there.give(800, 0, 5_000)
    await there.give(810, 1, 12_000, GiftState.CHECK)
    await there.give(820, 2, gifted=5)
    await there.give(830, 2, viewers=40)
    await there.save(900, 0, FILM.id)
    await there.tell(1_200, 0, CRUSH, state=State.ACCEPTED)

"""Stories on air: read by a persona, then reactions and a vote, then thanks; each told once."""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Final

from msgspec import Struct

from core.channels.channel import Channel
from core.channels.known import Channels
from core.errors import BadInput, TopicError
from core.fleet.newsroom import Newsroom
from core.labels import Platform
from core.ports import Clock, Topic
from core.replies import Notice
from core.safety.alarms import CALMED, calm
from core.stores import StoryStore, Turns
from core.stories.story import OPEN, Story, StoryState
from core.stories.turns import reactions_turn, reading_turn
from core.turns import FRESH, State, Turn

log = logging.getLogger(__name__)

READ_NOW: Final = "story.read"
TICK: Final = 1.0
# Seconds between looks for what another process left on air.
LOOK_EVERY: Final = 15.0
# Seconds for which a story is taken to be read where nobody tells; and where an overlay is
# there that has not told yet: it may be waiting for the streamer to finish.
LETTERS_A_SECOND: Final = 8.0
PAUSE: Final = 6.0
LONGEST_WAIT: Final = 240.0
# Approved stories that are looked at for one that may be read now.
LOOKED_AT: Final = 20
OVER: Final = (State.SAID, State.UNKNOWN, State.DROPPED)


class Wanted(Struct, frozen=True):
    """A story that a manager wants to be read now, in the words that they read."""

    platform: Platform
    channel: str
    id: str
    version: str


class Begun(Struct, frozen=True):
    """Whether it is; if not, `why`, worded for people."""

    why: str = ""


class Airing:
    """Which step a story is at stands in its row, and what was said in its turns': whoever takes
    over goes on from there.

    Wired up later: `ours(home)` tells whether this process answers there, `watched` whether a
    channel's overlay is shown, `held(viewer id)` who disclosed a crisis lately, `tell` says a
    line of the service's own, `withdraw` keeps overlays from beginning with a turn.
    """

    def __init__(
        self,
        store: StoryStore,
        turns: Turns,
        topic: Topic[Turn],
        channels: Channels,
        newsroom: Newsroom,
        clock: Clock,
        tick: float = TICK,
    ) -> None:
        self._store = store
        self._turns = turns
        self._topic = topic
        self._channels = channels
        self._newsroom = newsroom
        self._clock = clock
        self._tick_s = tick
        # One story at a time in a channel.
        self._claiming = asyncio.Lock()
        self._going: dict[str, Story] = {}
        # Turns that overlays are done with, and whether anybody heard of them.
        self._spoken: dict[str, bool] = {}
        self.ours: Callable[[str], bool] = lambda _: True
        self.watched: Callable[[Platform, str], bool] = lambda *_: False
        self.held: Callable[[str], bool] = lambda _: False
        self.tell: Callable[[Notice], object] = lambda _: None
        self.withdraw: Callable[[str], object] = lambda _: None
        newsroom.answer(READ_NOW, Wanted, self._asked)

    async def next(self, platform: Platform, channel: str) -> bool:
        """Begin with the story that was approved first; False where none can be read now."""
        approved = (StoryState.APPROVED,)
        async with self._claiming:
            await self.look()
            if self._busy(platform, channel):
                return False
            for story in await self._store.listed(platform, channel, approved, LOOKED_AT):
                if not self.held(story.viewer) and await self._claimed(story, approved):
                    return True
        return False

    def _busy(self, platform: Platform, channel: str) -> str:
        """Why no story can be read in a channel now; "" where one can."""
        there = self._channels.of(platform, channel)
        if there.paused or there.quiet:
            return "지금은 멈춰 있어요. 다시 시작한 뒤에 읽어 주세요."
        if calm(there.alarms.values(), self._clock()):
            return CALMED
        if not there.settings.speaks:
            return "코너가 닫혀 있어서 소리 내어 읽을 수 없어요. 코너를 먼저 열어 주세요."
        if not self.watched(platform, channel):
            return "상담사가 말하는 오버레이 화면이 없어서 읽을 수 없어요."
        on_air = any(
            (one.platform, one.channel) == (platform, channel) for one in self._going.values()
        )
        voting = there.poll is not None and there.poll.open(self._clock())
        if on_air or there.gathering or voting:
            return "지금 다른 이야기를 나누고 있어요. 투표가 끝난 뒤에 읽어 주세요."
        return ""

    async def read_now(self, story: Story) -> None:
        """Read it before all others, here or in the process that answers there. Raises BadInput,
        worded for people."""
        wanted = Wanted(story.platform, story.channel, story.id, story.version)
        if self.ours(self._channels.home(story.platform, story.channel)):
            begun: Begun | None = await self._begun(wanted)
        else:
            begun = await self._newsroom.ask(READ_NOW, wanted, Begun)
        why = NOBODY if begun is None else begun.why
        if why:
            raise BadInput(why)

    async def _asked(self, wanted: Wanted) -> Begun | None:
        if not self.ours(self._channels.home(wanted.platform, wanted.channel)):
            return None
        return await self._begun(wanted)

    async def _begun(self, wanted: Wanted) -> Begun:
        async with self._claiming:
            await self.look()
            if why := self._busy(wanted.platform, wanted.channel):
                return Begun(why)
            story = await self._store.get(wanted.id)
            if story is not None and self.held(story.viewer):
                return Begun("보낸 분이 지금은 쉬어 가는 게 좋아요. 나중에 읽어 주세요.")
            if story is not None and story.version != wanted.version:
                return Begun(CHANGED)
            if story is None or not await self._claimed(story, OPEN):
                return Begun("이미 읽었거나 거둔 사연이에요.")
            return Begun()

    async def _claimed(self, story: Story, before: tuple[StoryState, ...]) -> bool:
        """Take `story` to be read; False where somebody else did."""
        as_of = story.moved_at
        taken = await self._store.move(story.id, before, StoryState.QUEUED, as_of=as_of)
        if taken is None:
            return False
        self._going[taken.id] = taken
        await self._accept(taken, reading_turn(taken, self._of(taken)))
        return True

    async def _accept(self, story: Story, turn: Turn) -> None:
        """Store it before anybody works on it; one that is lost on its way is taken up again.
        Nothing where its teller was forgotten, or somebody else led it on, meanwhile."""
        now = await self._store.get(story.id)
        if now is None or now.state is not story.state:
            self._going.pop(story.id, None)
            return
        if turn not in await self._turns.accept([turn]):
            return
        self._channels.of(turn.platform, turn.channel).in_flight[turn.id] = turn
        try:
            await self._topic.put(turn)
        except TopicError:
            log.warning("story not on its way yet")

    def spoken(self, turn_id: str, heard: bool = True) -> None:
        """An overlay has spoken a turn to its end, or was stopped; not `heard`: before it began."""
        if any(story.reading == turn_id for story in self._going.values()):
            self._spoken[turn_id] = heard or self._spoken.get(turn_id, False)

    async def run(self) -> None:
        """Lead stories through until cancelled."""
        looked = float("-inf")
        while True:
            try:
                if not 0 <= self._clock() - looked < LOOK_EVERY:
                    await self.look()
                    looked = self._clock()
                for story in list(self._going.values()):
                    await self._step(story)
            except Exception:  # the database is away: rows tell later where each story is
                log.exception("stories not led on")
            await asyncio.sleep(self._tick_s)

    async def look(self) -> None:
        """Take over what is on air in channels of ours, whoever began it."""
        for story in await self._store.on_air():
            if self.ours(self._channels.home(story.platform, story.channel)):
                self._going.setdefault(story.id, story)

    async def _step(self, story: Story) -> None:
        if not self.ours(self._channels.home(story.platform, story.channel)):
            self._going.pop(story.id, None)
        elif story.state is StoryState.QUEUED:
            await self._read(story)
        elif self._over(story):
            await self._react(story)

    async def _read(self, story: Story) -> None:
        """On as soon as it is said in chat; what became of none is for a manager to see again."""
        state, reply = await self._turns.look(story.reading)
        late = self._clock() - story.moved_at > FRESH
        if state is None and not late:  # whoever took it died before it was accepted
            await self._accept(story, reading_turn(story, self._of(story)))
        elif state is State.DROPPED and not self._over(story):
            pass  # chat refused it: it may be read aloud all the same
        elif self._lost(story, state):
            await self._give_back(story)
        elif state in OVER:
            reader = (reply.persona if reply else "") or ""
            read = await self._store.move(
                story.id, (story.state,), StoryState.READ, read_at=self._clock(), reader=reader
            )
            self._keep(story, read)

    async def _give_back(self, story: Story) -> None:
        """Nobody heard it: a manager decides again, and until then no overlay reads it."""
        self.withdraw(story.reading)
        pending = await self._store.move(
            story.id, (story.state,), StoryState.PENDING, as_of=story.moved_at,
            read_at=0.0, reader="",
        )  # fmt: skip
        self._keep(story, pending)

    def _lost(self, story: Story, state: State | None) -> bool:
        """Whether neither chat nor anybody before an overlay has had it."""
        if state is State.DROPPED:
            return not self._spoken.get(story.reading, False)
        return state is None or (state in OVER and self._unheard(story))

    def _unheard(self, story: Story) -> bool:
        return self._spoken.get(story.reading) is False

    def _over(self, story: Story) -> bool:
        """Whether the reading is over."""
        if story.reading in self._spoken:
            return True
        waited = self._clock() - story.moved_at
        if self.watched(story.platform, story.channel):
            return not 0 <= waited < LONGEST_WAIT
        return not 0 <= waited < len(story.text) / LETTERS_A_SECOND + PAUSE

    async def _react(self, story: Story) -> None:
        """Let the personas react to what was heard, and thank when they have."""
        channel = self._of(story)
        state, _ = await self._turns.look(story.reactions)
        late = self._clock() - story.moved_at > FRESH
        if state is None and self._unheard(story):
            await self._give_back(story)
        elif state in OVER or (state is None and (late or self.held(story.viewer))):
            answered = await self._store.move(story.id, (story.state,), StoryState.ANSWERED)
            self._keep(story, answered)
            if answered is not None and state is State.SAID:
                self._thank(story, channel)
        elif state is None and not (channel.paused or channel.quiet):
            await self._accept(story, reactions_turn(story, channel, self._clock()))

    def _keep(self, story: Story, moved: Story | None) -> None:
        """Go on with it where there is something to do, and where nobody else did."""
        if moved is not None and moved.state is StoryState.READ:
            self._going[story.id] = moved
            return
        self._spoken.pop(story.reading, None)
        self._going.pop(story.id, None)

    def _thank(self, story: Story, channel: Channel) -> None:
        if not channel.settings.in_chat or channel.quiet or channel.paused:
            return
        text = f"‘{story.pseudonym}’님, 이야기 나눠 주셔서 고마워요. {LIKE}"
        self.tell(Notice(story.platform, story.channel, None, None, text, story.id))

    def forget(self, viewers: Collection[str]) -> None:
        """Nothing more of what these viewers told."""
        for story in [one for one in self._going.values() if one.viewer in viewers]:
            del self._going[story.id]

    def _of(self, story: Story) -> Channel:
        return self._channels.of(story.platform, story.channel)


NOBODY = "그 방송을 맡은 프로그램이 지금 대답하지 않아요. 잠시 뒤에 다시 해 주세요."
CHANGED = "그사이 글이 바뀌었어요. 다시 읽어 봐 주세요."
LIKE = "와닿았다면 !좋아 로 마음을 남겨 주세요."
